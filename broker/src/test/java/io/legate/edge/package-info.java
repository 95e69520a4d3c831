@NullMarked
package io.legate.edge;

import org.jspecify.annotations.NullMarked;
