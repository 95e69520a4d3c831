/// Decisions: whether one action may happen now, and what came of it (DESIGN section 7).
///
/// The decision itself is a pure function of the task's state, the control state, the policy and
/// the question. What is around it verifies the evidence before and records the answer after.
@NullMarked
package io.legate.authorize;

import org.jspecify.annotations.NullMarked;
