/// Tests of the control state.
@NullMarked
package io.legate.control;

import org.jspecify.annotations.NullMarked;
