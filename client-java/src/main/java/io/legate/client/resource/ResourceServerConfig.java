package io.legate.client.resource;

import io.legate.client.broker.BrokerAddress;
import io.legate.crypto.Signer;
import io.legate.identity.ClientId;
import java.net.URI;
import java.util.Set;

/// Who a resource server is.
///
/// @param clientId as registered with the broker
/// @param audience the only `aud` it accepts
/// @param baseUri where it serves, as registered, ending in a slash: what proofs have to name,
///   whatever `Host` says
/// @param broker where the broker is
/// @param key a registered key, with which it authenticates
/// @param knownObligations the types it can meet. A permission that comes with any other is a
///   denial
/// @param nonces whether agents' proofs must carry a nonce of this server's own
public record ResourceServerConfig(
    ClientId clientId,
    String audience,
    URI baseUri,
    BrokerAddress broker,
    Signer key,
    Set<String> knownObligations,
    boolean nonces) {

  public ResourceServerConfig {
    knownObligations = Set.copyOf(knownObligations);
    if (!"https".equals(baseUri.getScheme()) || !baseUri.toString().endsWith("/")) {
      throw new IllegalArgumentException("the base URI is not https or does not end in a slash");
    }
  }

  /// Returns the configuration of a server that can meet no obligation and asks for no nonces.
  public static ResourceServerConfig of(
      String clientId, String audience, URI baseUri, BrokerAddress broker, Signer key) {
    return new ResourceServerConfig(
        new ClientId(clientId), audience, baseUri, broker, key, Set.of(), false);
  }

  /// Returns the same configuration with these obligations known.
  public ResourceServerConfig knowing(Set<String> obligations) {
    return new ResourceServerConfig(clientId, audience, baseUri, broker, key, obligations, nonces);
  }

  /// Returns the same configuration with nonces asked for.
  public ResourceServerConfig withNonces() {
    return new ResourceServerConfig(
        clientId, audience, baseUri, broker, key, knownObligations, true);
  }

  /// Returns the URI of a served path: what the proof of a call to it names as `htu`. A query is
  /// left out (RFC 9449 section 4.2).
  ///
  /// @param path from its first slash, as it stands in the request
  public String served(String path) {
    int query = path.indexOf('?');
    return baseUri.getScheme()
        + "://"
        + baseUri.getRawAuthority()
        + (query < 0 ? path : path.substring(0, query));
  }
}
