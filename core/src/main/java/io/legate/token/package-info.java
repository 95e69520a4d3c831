/// The broker's own tokens, clients' assertions and identity providers' subject tokens: their
/// claims as values, and one verifier for each class.
///
/// RFC 9068 (access tokens), RFC 7523 with RFC 10070 (assertions), RFC 8725 (what every verifier
/// insists on). Left to the caller: whether the ledger holds an instance's `jti` with its hash,
/// whether its hop is live, whether an assertion or a subject token was used before, and the proof
/// of possession.
@NullMarked
package io.legate.token;

import org.jspecify.annotations.NullMarked;
