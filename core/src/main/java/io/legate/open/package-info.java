/// Opening a task: the subject's consent, the boundary of the whole, the root token.
@NullMarked
package io.legate.open;

import org.jspecify.annotations.NullMarked;
