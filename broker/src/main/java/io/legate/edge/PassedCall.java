package io.legate.edge;

import io.legate.authorize.Authorization.Pep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call in the form in which one broker passes it on to another: as it came in, and nothing of it
/// verified. Whoever carries it out authenticates its caller as if it had come in there.
///
/// @param method a gRPC method such as `legate.v1.AuthorizationService/Authorize`, or an HTTP path
/// @param authorization every `authorization` header or metadata entry
/// @param proofs every `dpop` one
/// @param message the request's message or body, as bytes
/// @param onStream who asks, where the question stands on a stream that the passing broker
///   authenticated when it was opened; null for a call of its own
public record PassedCall(
    String method,
    List<String> authorization,
    List<String> proofs,
    byte[] message,
    @Nullable Pep onStream) {

  public PassedCall {
    authorization = List.copyOf(authorization);
    proofs = List.copyOf(proofs);
  }
}
