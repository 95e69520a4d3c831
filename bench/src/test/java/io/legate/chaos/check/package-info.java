/// Evidence made by hand, in which each invariant is broken once, so that the checker is known to
/// see it.
@NullMarked
package io.legate.chaos.check;

import org.jspecify.annotations.NullMarked;
