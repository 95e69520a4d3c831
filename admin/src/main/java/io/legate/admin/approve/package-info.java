/// `legate approve`: what waits for a person, exactly as it would run, and the person's answer.
///
/// A client like any other: it authenticates and signs with the approver's own key, and what it may
/// see and answer is the broker's to say.
@NullMarked
package io.legate.admin.approve;

import org.jspecify.annotations.NullMarked;
