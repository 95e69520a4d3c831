/// Tests of passing calls on, over real sockets and TLS.
@NullMarked
package io.legate.forward;

import org.jspecify.annotations.NullMarked;
