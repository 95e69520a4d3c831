/// Boundaries: their rules one by one, and the properties that hold for all of them.
@NullMarked
package io.legate.boundary;

import org.jspecify.annotations.NullMarked;
