/// The signing keys of identity providers, fetched over HTTPS: by OpenID Connect Discovery 1.0 or
/// from a configured address (RFC 7517 section 5).
///
/// Only addresses that the configuration names are asked, and what a provider's own metadata names
/// at the same origin. Nothing that stands in a token is ever fetched.
///
/// It does NOT verify tokens; and it cannot tell whether a provider signs for whom it should.
@NullMarked
package io.legate.idp;

import org.jspecify.annotations.NullMarked;
