/// Sockets that speak TLS and HTTP/2 byte for byte, good or bad, for tests and measurements.
@NullMarked
package io.legate.wire;

import org.jspecify.annotations.NullMarked;
