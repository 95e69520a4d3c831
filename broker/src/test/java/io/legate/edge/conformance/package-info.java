/// Tests named after the modules and steps of others' conformance suites, over real sockets.
@NullMarked
package io.legate.edge.conformance;

import org.jspecify.annotations.NullMarked;
