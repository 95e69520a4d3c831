/// Tests of the package of the same name.
@NullMarked
package io.legate.demo.input;

import org.jspecify.annotations.NullMarked;
