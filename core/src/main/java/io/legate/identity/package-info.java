/// Who takes part.
@NullMarked
package io.legate.identity;

import org.jspecify.annotations.NullMarked;
