/// How attempts are told apart and written down.
@NullMarked
package io.legate.chaos.client;

import org.jspecify.annotations.NullMarked;
