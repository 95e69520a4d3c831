/// Tests of the counters.
@NullMarked
package io.legate.control;

import org.jspecify.annotations.NullMarked;
