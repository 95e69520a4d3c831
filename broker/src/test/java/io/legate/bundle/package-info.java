@NullMarked
package io.legate.bundle;

import org.jspecify.annotations.NullMarked;
