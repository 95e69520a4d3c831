/// What the record keeps, and for how long: legal holds, erasure of one subject's data on request,
/// and retention.
///
/// Bodies go and hashes stay. Whatever is removed is on record before it goes
/// ([io.legate.ledger.RemovedBodies]), so that a log with gaps still verifies, and what was removed
/// by right is told from what was dropped. What copies of a ledger hold, such as backups and
/// exports, is left to who made them.
@NullMarked
package io.legate.retention;

import org.jspecify.annotations.NullMarked;
