/// Making token instances: the claims that follow from a hop, and their signature.
///
/// An instance is prepared before its event is appended, because the event holds the hash of its
/// signing input, and signed after, because nothing may leave that is not on the ledger.
@NullMarked
package io.legate.issue;

import org.jspecify.annotations.NullMarked;
