/// The embedded ledger: one SQLite file, one writer, one process.
///
/// The file is in WAL mode with `synchronous=FULL`, so a commit is on the disk when it returns. The
/// leaf index is the row id, so that the log needs no index of its own. Who may read the folder,
/// and backing it up, is left to the operator.
@NullMarked
package io.legate.ledger.sqlite;

import org.jspecify.annotations.NullMarked;
