/// The embedded ledger under its contract, under faults, and under a killed process.
@NullMarked
package io.legate.ledger.sqlite;

import org.jspecify.annotations.NullMarked;
