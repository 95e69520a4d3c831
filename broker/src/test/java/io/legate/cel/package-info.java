/// Expressions: what they may say, and what each comes to.
@NullMarked
package io.legate.cel;

import org.jspecify.annotations.NullMarked;
