package io.legate.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.legate.assembly.Site;
import io.legate.crypto.Signer;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One client of a [Site], with what it sends to be known.
public final class Party {

  public static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final Site site;
  private final String id;
  private final Signer key;

  public Party(Site site, String id) {
    this(site, id, site.signer(id));
  }

  /// @param key of its proofs
  public Party(Site site, String id, Signer key) {
    this.site = site;
    this.id = id;
    this.key = key;
  }

  /// Returns a proof.
  public String proof(String method, String uri, @Nullable String token, @Nullable String nonce) {
    var target = Target.of(method, uri).withNonce(nonce);
    return new ProofMaker(key)
        .make(token == null ? target : target.withToken(token), site.clock.instant());
  }

  /// Returns a proof for a gRPC method, such as `TaskService/OpenTask`.
  public String proof(String method, @Nullable String token, @Nullable String nonce) {
    return proof("POST", Site.ISSUER + "/legate.v1." + method, token, nonce);
  }

  /// Returns the metadata of a call with an API token.
  public Map<String, List<String>> metadata(String method, String token) {
    return metadata(method, token, null);
  }

  /// Returns the metadata of a call with an API token.
  public Map<String, List<String>> metadata(String method, String token, @Nullable String nonce) {
    return Map.of(
        "authorization", List.of("DPoP " + token), "dpop", List.of(proof(method, token, nonce)));
  }

  /// Returns the metadata of a call with a client assertion.
  public Map<String, List<String>> metadata(String method) {
    return Map.of("dpop", List.of(proof(method, null, null)));
  }

  /// Returns an API token, by way of HTTP.
  public String apiToken(HttpPeer http) throws Exception {
    var reply = http.post("/oauth2/token", form("grant_type", "client_credentials"), headers());
    if (reply.status() != 200) {
      throw new AssertionError(reply);
    }
    return reply.text("access_token");
  }

  /// Returns the headers of a call to the token endpoint.
  public Map<String, List<String>> headers() {
    return Map.of("dpop", List.of(proof("POST", Site.TOKEN_ENDPOINT, null, null)));
  }

  /// Returns a form with a fresh client assertion, and these names and values.
  public String form(String... more) {
    var form =
        new StringBuilder("client_assertion_type=")
            .append(encode(ASSERTION_TYPE))
            .append("&client_assertion=")
            .append(site.assertion(id));
    for (int i = 0; i < more.length; i += 2) {
      form.append('&').append(more[i]).append('=').append(encode(more[i + 1]));
    }
    return form.toString();
  }

  /// Encodes a value of a form.
  public static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
