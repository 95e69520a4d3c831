/// Tests of the package of the same name.
@NullMarked
package io.legate.demo.server;

import org.jspecify.annotations.NullMarked;
