package io.legate.dpop;

import java.time.Instant;

/// Server nonces (RFC 9449 section 8). Safe for use from many threads.
public interface Nonces {

  /// Returns a nonce that is accepted from `now` on.
  String issue(Instant now);

  /// Returns whether `nonce` was issued here and is accepted at `now`. A nonce may be used often;
  /// what keeps a proof single is its replay key.
  boolean accepts(String nonce, Instant now);
}
