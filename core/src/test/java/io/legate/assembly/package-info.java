/// The use cases end to end, on the memory ledger and with real keys: every rule of the protocol
/// that needs no socket.
@NullMarked
package io.legate.assembly;

import org.jspecify.annotations.NullMarked;
