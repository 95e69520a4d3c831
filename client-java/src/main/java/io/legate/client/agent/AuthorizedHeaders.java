package io.legate.client.agent;

/// What a call to a resource server carries. Good for one call: a proof is accepted once.
///
/// @param authorization `DPoP` and the token
/// @param dpop the proof, over the method, the URI, the token and the action
public record AuthorizedHeaders(String authorization, String dpop) {

  /// Never the values: they are credentials until they are used.
  @Override
  public String toString() {
    return "AuthorizedHeaders[]";
  }
}
