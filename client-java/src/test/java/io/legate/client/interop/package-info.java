/// Clients that are not ours, against a real broker (RFC 8414, RFC 8693, RFC 9068, RFC 9449, RFC
/// 10070). The scripts are in `demo-agents/interop`.
@NullMarked
package io.legate.client.interop;

import org.jspecify.annotations.NullMarked;
