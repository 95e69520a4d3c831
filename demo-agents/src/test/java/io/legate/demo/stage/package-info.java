/// Tests of the package of the same name.
@NullMarked
package io.legate.demo.stage;

import org.jspecify.annotations.NullMarked;
