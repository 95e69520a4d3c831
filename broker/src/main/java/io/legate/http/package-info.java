/// The HTTP edge: OAuth 2.0 endpoints and their metadata (RFC 6749, 7009, 7662, 8414, 8693, 9396,
/// 9449, 9701), and the AuthZEN Authorization API 1.0.
///
/// Event loops read and write; every call is carried out on a virtual thread. No answer has a CORS
/// header. TLS, the port and health belong to whoever mounts the router.
@NullMarked
package io.legate.http;

import org.jspecify.annotations.NullMarked;
