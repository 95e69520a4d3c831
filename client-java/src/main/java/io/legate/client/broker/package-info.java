/// The connection to the broker: TLS to a pinned authority, a DPoP proof on every call, server
/// nonces, deadlines, and errors read back into one exception.
///
/// Blocking: every call waits on the calling thread, so call from virtual threads (or plain ones),
/// never from an event loop. `docs/spec/dpop-grpc.md` is the profile it speaks (RFC 9449 over
/// gRPC), RFC 7523 with RFC 10070 how it authenticates.
///
/// It leaves to its caller what to ask and whether to ask again after a refusal.
@NullMarked
package io.legate.client.broker;

import org.jspecify.annotations.NullMarked;
