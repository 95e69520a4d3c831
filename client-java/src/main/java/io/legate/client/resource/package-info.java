/// What a resource server does (the PEP): verify a call offline, ask for a decision, act within it,
/// settle.
///
/// Verifying authenticates and refuses early; it never permits. Acting needs a
/// [io.legate.client.resource.Permit], and only an ALLOW of the broker makes one (RFC 9449 section
/// 7, RFC 8693 section 4.1).
///
/// It leaves to its caller which action a request is and all of its arguments: whatever is not in
/// the question is not decided.
@NullMarked
package io.legate.client.resource;

import org.jspecify.annotations.NullMarked;
