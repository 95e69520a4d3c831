/// Tests of the counters.
@NullMarked
package io.legate.limits;

import org.jspecify.annotations.NullMarked;
