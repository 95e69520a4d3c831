/// Stopping and narrowing what is under way: tasks, hops, keys and clients; and changing what
/// policy reads without touching a token: lists and signals.
///
/// From the acknowledgement on nothing that was stopped acts, exchanges or renews, and nothing is
/// decided that did not see the change: the ledger refuses what was decided before and is committed
/// after.
@NullMarked
package io.legate.revoke;

import org.jspecify.annotations.NullMarked;
