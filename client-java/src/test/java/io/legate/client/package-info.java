/// The client against the broker itself.
@NullMarked
package io.legate.client;

import org.jspecify.annotations.NullMarked;
