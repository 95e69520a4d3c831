/// A real database server for tests, without any driver of its own.
@NullMarked
package io.legate.ledger.server;

import org.jspecify.annotations.NullMarked;
