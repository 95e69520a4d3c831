/// Merkle trees over a log, hashed as RFC 6962 section 2.1 says (RFC 9162 section 2.1 keeps it).
///
/// Everything here is a pure function on hashes: how a tree grows ([Frontier]) and how a proof
/// about it is checked ([Proofs]). Storing leaves, making proofs from tiles and signing roots is
/// left to the caller; a root means nothing until somebody it is bound to has signed it.
@NullMarked
package io.legate.merkle;

import org.jspecify.annotations.NullMarked;
