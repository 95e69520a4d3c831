/// Tests of [io.legate.fold].
@NullMarked
package io.legate.fold;

import org.jspecify.annotations.NullMarked;
