/// Certificates for TLS: the local authority of one data folder, the authority by which the brokers
/// of one cluster know each other, and what they issue.
///
/// X.509 as of RFC 5280, by Bouncy Castle. The local authority serves machines that reach each
/// other over loopback and under the names it was made for, and can certify no others. Production
/// brings its own certificates.
///
/// It does NOT hold the keys that sign tokens (those are `jose`'s), and revokes nothing: what it
/// issues is short-lived.
@NullMarked
package io.legate.keys;

import org.jspecify.annotations.NullMarked;
