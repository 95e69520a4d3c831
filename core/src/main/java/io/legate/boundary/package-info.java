/// The most a hop may do: its `authorization_details` (RFC 9396 section 2), read and compared.
///
/// A [Boundary] is a list of [Permission]s. Three questions are answered here, each by a pure
/// function that returns everything it found as data:
///
/// - is this text a boundary ([Boundary#parse]) or an action ([ActionRequest#parse]), to the
///   letter;
/// - is a child contained in its parent ([Attenuation#violations]);
/// - does a permission admit an action ([Permission#refusals]).
///
/// The core constraint types and what subsumes what follow
/// draft-niyikiza-oauth-attenuating-agent-tokens-01, sections 3.4 and 4.5. A pair of types that the
/// rules do not name is not contained.
///
/// Left to the caller: who holds a boundary and whether it is still in force; lifetime, depth and
/// the chain; counting [Limit]s; evaluating conditions and `approval.when`, which are kept as text;
/// labels; meeting obligations.
@NullMarked
package io.legate.boundary;

import org.jspecify.annotations.NullMarked;
