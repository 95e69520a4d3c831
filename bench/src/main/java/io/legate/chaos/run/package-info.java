/// Does the faults one by one while the clients work, has the evidence judged after each, and tells
/// people and programs what came of it.
@NullMarked
package io.legate.chaos.run;

import org.jspecify.annotations.NullMarked;
