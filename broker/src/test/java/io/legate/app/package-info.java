/// Tests of the program as a whole and of how it is put together.
@NullMarked
package io.legate.app;

import org.jspecify.annotations.NullMarked;
