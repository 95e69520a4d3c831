/// Tests of [io.legate.identity].
@NullMarked
package io.legate.identity;

import org.jspecify.annotations.NullMarked;
