/// The adapter to the libraries that compute: keys from JWKs, signatures, key files.
///
/// Nimbus JOSE+JWT reads key material and checks that points lie on their curve; signatures are the
/// Corretto provider's where it is healthy, else Bouncy Castle's and the JDK's. Which provider
/// serves what is said in [io.legate.jose.CryptoProviders] and nowhere else. RFC 7515 to 7518,
/// 7638, 8037.
@NullMarked
package io.legate.jose;

import org.jspecify.annotations.NullMarked;
