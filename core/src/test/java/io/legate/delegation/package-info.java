/// Tests of delegation statements.
@NullMarked
package io.legate.delegation;

import org.jspecify.annotations.NullMarked;
