/// Test data that nobody here wrote, read from the folder that `LEGATE_VECTORS` names.
@NullMarked
package io.legate.vectors;

import org.jspecify.annotations.NullMarked;
