/// Vert.x Web routes that only authenticated calls reach, and the HTTP answers for those refused
/// (RFC 9449 section 7.1, RFC 6750 section 3).
///
/// It leaves to its caller the route, the action it stands for and the arguments it takes.
@NullMarked
package io.legate.client.web;

import org.jspecify.annotations.NullMarked;
