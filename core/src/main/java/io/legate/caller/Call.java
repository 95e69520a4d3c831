package io.legate.caller;

import io.legate.dpop.ExpectedRequest.UriRule;
import java.util.List;

/// The request a caller is authenticated for, as the server knows it.
///
/// @param method the HTTP method; `POST` for every gRPC call
/// @param uri the full address, from configuration and never from `Host`
/// @param uriRule how strictly the proof's `htu` must spell it
/// @param proofs every `DPoP` header or `dpop` metadata entry
/// @param recorded whether the call appends to the ledger, which then remembers its proof; one that
///   does not needs a server nonce instead
public record Call(
    String method, String uri, UriRule uriRule, List<String> proofs, boolean recorded) {
  public Call {
    proofs = List.copyOf(proofs);
  }
}
