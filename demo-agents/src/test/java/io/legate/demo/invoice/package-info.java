/// Tests of the package of the same name.
@NullMarked
package io.legate.demo.invoice;

import org.jspecify.annotations.NullMarked;
