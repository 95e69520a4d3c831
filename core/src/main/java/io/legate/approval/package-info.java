/// One escalated action, from the ask to the answer, and the signed answers (`approval+jwt`) of the
/// people who were asked (DESIGN section 7).
///
/// Pure: a state is folded from the task's events and told for a given time. Left to the caller:
/// that an answer's signer is a registered approver who may answer, that its key was there before
/// the ask, and that the task is still live.
@NullMarked
package io.legate.approval;

import org.jspecify.annotations.NullMarked;
