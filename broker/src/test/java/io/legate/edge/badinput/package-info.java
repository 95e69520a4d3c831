/// One table of bad input, sent through each edge: every row gives exactly its code, says nothing
/// internal, and costs nobody anything.
@NullUnmarked
package io.legate.edge.badinput;

import org.jspecify.annotations.NullUnmarked;
