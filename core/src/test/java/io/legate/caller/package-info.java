/// Tests of who calls.
@NullMarked
package io.legate.caller;

import org.jspecify.annotations.NullMarked;
