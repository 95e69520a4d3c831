/// Tests of the strict reader and the canonical writer.
@NullMarked
package io.legate.json;

import org.jspecify.annotations.NullMarked;
