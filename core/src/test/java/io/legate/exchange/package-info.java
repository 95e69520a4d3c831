/// Tests of what bounds the exchange.
@NullMarked
package io.legate.exchange;

import org.jspecify.annotations.NullMarked;
