package io.legate.client.resource;

import io.legate.client.broker.BrokerAddress;
import io.legate.crypto.Signer;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.policy.InvalidBundleException;
import io.legate.policy.ObservesReader;
import io.legate.provenance.Observation;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// Who a resource server is.
///
/// @param clientId as registered with the broker
/// @param audience the only `aud` it accepts
/// @param baseUri where it serves, as registered, ending in a slash: what proofs have to name,
///   whatever `Host` says
/// @param broker where the broker is
/// @param key a registered key, with which it authenticates
/// @param handlers how it meets obligations beside those of [Obligations#KNOWN], by type. A
///   decision that comes with any other is a denial
/// @param observed what the answers to its actions disclose, by action; see [#observing]
/// @param nonces whether agents' proofs must carry a nonce of this server's own
/// @param heed what it makes of revocations
/// @param described whether its challenges name its metadata (RFC 9728 section 5.1), which it then
///   serves
public record ResourceServerConfig(
    ClientId clientId,
    String audience,
    URI baseUri,
    BrokerAddress broker,
    Signer key,
    Map<String, ObligationHandler> handlers,
    Map<String, List<Observation>> observed,
    boolean nonces,
    Heed heed,
    boolean described) {

  public ResourceServerConfig {
    handlers = Map.copyOf(handlers);
    observed = Map.copyOf(observed);
    if (handlers.keySet().stream().anyMatch(Obligations.KNOWN::contains)) {
      throw new IllegalArgumentException("an obligation that is met here has another handler");
    }
    if (!"https".equals(baseUri.getScheme()) || !baseUri.toString().endsWith("/")) {
      throw new IllegalArgumentException("the base URI is not https or does not end in a slash");
    }
  }

  /// Returns the configuration of a server without handlers that asks for no nonces.
  public static ResourceServerConfig of(
      String clientId, String audience, URI baseUri, BrokerAddress broker, Signer key) {
    return new ResourceServerConfig(
        new ClientId(clientId),
        audience,
        baseUri,
        broker,
        key,
        Map.of(),
        Map.of(),
        false,
        Heed.DEFAULT,
        false);
  }

  /// Returns the same configuration with these handlers, by type of obligation.
  public ResourceServerConfig meeting(Map<String, ObligationHandler> handlers) {
    return new ResourceServerConfig(
        clientId, audience, baseUri, broker, key, handlers, observed, nonces, heed, described);
  }

  /// Returns the same configuration with nonces asked for.
  public ResourceServerConfig withNonces() {
    return new ResourceServerConfig(
        clientId, audience, baseUri, broker, key, handlers, observed, true, heed, described);
  }

  /// Returns the same configuration with revocations heeded like this.
  public ResourceServerConfig heeding(Heed heed) {
    return new ResourceServerConfig(
        clientId, audience, baseUri, broker, key, handlers, observed, nonces, heed, described);
  }

  /// Returns the same configuration with what the catalogue says that this server's answers
  /// disclose. After that [Outcome#answered] is all that a server has to say.
  ///
  /// The broker goes by the catalogue in force: what is declared here and not there is not taken.
  ///
  /// @param actions the section `actions` of the policy bundle, of which only this audience's
  ///   `observes` are read
  /// @throws InvalidBundleException if one of them cannot be read
  public ResourceServerConfig observing(Json.Obj actions) throws InvalidBundleException {
    return new ResourceServerConfig(
        clientId,
        audience,
        baseUri,
        broker,
        key,
        handlers,
        ObservesReader.read(actions, audience),
        nonces,
        heed,
        described);
  }

  /// Returns the same configuration with challenges that name the server's metadata. It must be
  /// served then: see `MetadataHandler`.
  public ResourceServerConfig describing() {
    return new ResourceServerConfig(
        clientId, audience, baseUri, broker, key, handlers, observed, nonces, heed, true);
  }

  /// Returns what answers to `action` disclose.
  List<Observation> observes(String action) {
    return observed.getOrDefault(action, List.of());
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
