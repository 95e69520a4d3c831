@NullMarked
package io.legate.ledger.postgres;

import org.jspecify.annotations.NullMarked;
