/// Stopping and narrowing what is under way: tasks, hops, keys and clients.
///
/// From the acknowledgement on nothing that was stopped acts, exchanges or renews: the ledger
/// refuses what was decided before and is committed after.
@NullMarked
package io.legate.revoke;

import org.jspecify.annotations.NullMarked;
