/// The gRPC edge: `legate.v1` over HTTP/2 (DESIGN section 12, `docs/spec/dpop-grpc.md`).
///
/// Event loops read and write; every call is carried out on a virtual thread. Messages become
/// values of the core here and nowhere else. TLS and the port are the caller's.
@NullMarked
package io.legate.grpc;

import org.jspecify.annotations.NullMarked;
