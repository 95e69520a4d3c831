/// The ledger of a cluster: one PostgreSQL database, a log for each node, no one in charge.
///
/// A batch is one call of one function at READ COMMITTED, whose locks and checks are in
/// `V1__ledger.sql`; nothing is held between two calls. Replication, backups and who may connect
/// are left to the operator; what was found about replication at the start is checked.
@NullMarked
package io.legate.ledger.postgres;

import org.jspecify.annotations.NullMarked;
