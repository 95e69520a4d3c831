/// Tests of the package of the same name.
@NullMarked
package io.legate.demo.account;

import org.jspecify.annotations.NullMarked;
