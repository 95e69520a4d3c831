/// Labels that policy carries over to an opener's next tasks: recorded for everyone before the
/// ALLOW that adds them is given.
///
/// Which labels, and for how long, is [io.legate.policy.CarryOver]; where they stand is
/// [io.legate.control.CarriedLabels]. Opening a task with them is left to the opening.
@NullMarked
package io.legate.carry;

import org.jspecify.annotations.NullMarked;
