/// How Legate says no to a request that it does not even decide.
///
/// A decision of DENY is an answer and is recorded; a refusal here means that a caller was not
/// authenticated, or that its request is malformed, forbidden or impossible. The codes are those of
/// OAuth 2.0 and RFC 8693 where they have one.
@NullMarked
package io.legate.refusal;

import org.jspecify.annotations.NullMarked;
