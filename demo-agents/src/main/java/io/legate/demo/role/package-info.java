/// One process of the demonstration: an agent or a resource server.
///
/// A role speaks three ways. Over TLS it serves what it is there for. On standard output it tells
/// its conductor what happens, one JSON object a line, after one line `ready <url>`. On standard
/// input it takes its setting and then instructions, one JSON object a line; when that ends, so
/// does the process, so that no role outlives the conductor. Its log goes to standard error.
@NullMarked
package io.legate.demo.role;

import org.jspecify.annotations.NullMarked;
