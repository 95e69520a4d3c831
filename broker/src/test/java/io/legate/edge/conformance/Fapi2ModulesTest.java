package io.legate.edge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.edge.EdgeServer;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.identity.Uuid7;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The modules of the plan `FAPI2-Security-Profile-Final` that a profile without a browser has
/// (`fapi_client_credentials_grant`, `private_key_jwt`, `dpop`), one test each and named after it;
/// and the rules of modules with a browser that are about client assertions.
class Fapi2ModulesTest {

  private static final String CLIENT = "research";

  @TempDir private static Path folder;
  private static EdgeServer server;
  private static HttpPeer http;
  private static Site site;

  @BeforeAll
  static void start() throws Exception {
    server = new EdgeServer(folder);
    http = server.http();
    site = server.site;
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void happyFlow() throws Exception {
    for (String client : List.of("research", "analysis")) {
      var party = new Party(site, client);
      String token = party.apiToken(http);
      var presented = presented(client, token);
      assertThat(use(presented).status()).isEqualTo(200);
    }
  }

  @Test
  void discoveryEndPointVerification() throws Exception {
    var page = http.get("/.well-known/oauth-authorization-server");
    Obj metadata = JsonReader.readObject(page.body());
    assertThat(metadata.string("issuer")).isEqualTo(Site.ISSUER);
    assertThat(metadata.string("token_endpoint")).isEqualTo(Site.TOKEN_ENDPOINT);
    assertThat(metadata.string("jwks_uri")).startsWith(Site.ISSUER);
    assertThat(metadata.get("token_endpoint_auth_methods_supported"))
        .isEqualTo(Json.Arr.ofStrings(List.of("private_key_jwt")));
    for (String algorithms :
        List.of(
            "token_endpoint_auth_signing_alg_values_supported",
            "dpop_signing_alg_values_supported")) {
      assertThat(metadata.get(algorithms)).isNotNull();
      assertThat(String.valueOf(metadata.get(algorithms)))
          .contains("ES256")
          .doesNotContain("RS256")
          .doesNotContain("none");
    }
  }

  @Test
  void ensureHolderOfKeyRequired() throws Exception {
    String form = new Party(site, CLIENT).form("grant_type", "client_credentials");
    assertRefused(http.post("/oauth2/token", form, Map.of()), 400, "invalid_dpop_proof");
  }

  @Test
  void checkDpopProofNbfExp() throws Exception {
    var presented = presented(CLIENT, new Party(site, CLIENT).apiToken(http));
    long now = presented.now().getEpochSecond();
    presented.claims.put("nbf", Presented.number(now));
    presented.claims.put("exp", Presented.number(now + 60));
    assertThat(use(presented).status()).isEqualTo(200);
  }

  @Test
  void ensureDpopproofWithIat10secondsBeforeSucceeds() throws Exception {
    var presented = presented(CLIENT, new Party(site, CLIENT).apiToken(http));
    presented.issuedAt(-10);
    assertThat(use(presented).status()).isEqualTo(200);
  }

  @Test
  void ensureDpopproofWithIat10secondsAfterSucceeds() throws Exception {
    var presented = presented(CLIENT, new Party(site, CLIENT).apiToken(http));
    presented.issuedAt(10);
    assertThat(use(presented).status()).isEqualTo(200);
  }

  @Test
  void ensureClientAssertionInTokenEndpoint() throws Exception {
    var reply =
        http.post(
            "/oauth2/token",
            "grant_type=client_credentials&client_id=" + CLIENT,
            new Party(site, CLIENT).headers());
    assertRefused(reply, 401, "invalid_client");
  }

  @Test
  void ensureClientAssertionWithExpIs5MinutesInPastFails() throws Exception {
    assertNoClient(claims(-360, -300));
  }

  @Test
  void ensureClientAssertionWithNoSubFails() throws Exception {
    var claims = claims(0, 50);
    claims.remove("sub");
    assertNoClient(claims);
  }

  @Test
  void ensureClientAssertionWithWrongAudFails() throws Exception {
    var claims = claims(0, 50);
    claims.put("aud", new Json.Str("https://other.example"));
    assertNoClient(claims);
  }

  @Test
  void ensureSignedClientAssertionWithRs256Fails() throws Exception {
    var header = Obj.with("alg", "RS256").with("typ", "client-authentication+jwt").build();
    String assertion = TestKeys.token(header, new Obj(claims(0, 50)), site.signer(CLIENT));
    assertRefused(token(assertion, ""), 401, "invalid_client");
  }

  @Test
  void ensureClientIdInTokenEndpoint() throws Exception {
    assertThat(token(assertion(claims(0, 50)), "&client_id=" + CLIENT).status()).isEqualTo(200);
    assertRefused(token(assertion(claims(0, 50)), "&client_id=analysis"), 401, "invalid_client");
  }

  @Test
  void accessTokenTypeHeaderCaseSensitivity() throws Exception {
    for (String scheme : List.of("dPoP", "dpop", "DPOP")) {
      var presented = presented(CLIENT, new Party(site, CLIENT).apiToken(http));
      presented.scheme = scheme;
      assertThat(use(presented).status()).as(scheme).isEqualTo(200);
    }
  }

  @Test
  void parTestArrayAsAudienceFails() throws Exception {
    var claims = claims(0, 50);
    claims.put("aud", Json.Arr.ofStrings(List.of(Site.ISSUER)));
    assertNoClient(claims);
  }

  @Test
  void parTestTokenEndpointUrlAsAudienceFails() throws Exception {
    for (String other : List.of(Site.TOKEN_ENDPOINT, Site.ISSUER + "/")) {
      var claims = claims(0, 50);
      claims.put("aud", new Json.Str(other));
      assertNoClient(claims);
    }
  }

  @Test
  void parEnsureJwtClientAssertionsNbf8SecondsInTheFutureIsAccepted() throws Exception {
    var claims = claims(8, 50);
    claims.put("nbf", claims.get("iat"));
    assertThat(token(assertion(claims), "").status()).isEqualTo(200);
  }

  @Test
  void parEnsureJwtClientAssertionsNbfOver60SecondsInTheFutureFails() throws Exception {
    var claims = claims(0, 50);
    claims.put("nbf", Presented.number(site.clock.instant().getEpochSecond() + 61));
    assertNoClient(claims);
  }

  private static void assertNoClient(Map<String, Json> claims) throws Exception {
    assertRefused(token(assertion(claims), ""), 401, "invalid_client");
  }

  /// Also what every error check of the suite asks: JSON, uncached, and a description without
  /// control characters.
  private static void assertRefused(HttpPeer.Reply reply, int status, String error) {
    assertThat(reply.error()).as(reply.toString()).isEqualTo(error);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("content-type")).isEqualTo("application/json");
    assertThat(reply.header("cache-control")).isEqualTo("no-store");
    assertThat(reply.text("error_description")).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
  }

  private static Map<String, Json> claims(long iat, long exp) {
    long now = site.clock.instant().getEpochSecond();
    var claims = new LinkedHashMap<String, Json>();
    claims.put("iss", new Json.Str(CLIENT));
    claims.put("sub", new Json.Str(CLIENT));
    claims.put("aud", new Json.Str(Site.ISSUER));
    claims.put("iat", Presented.number(now + iat));
    claims.put("exp", Presented.number(now + exp));
    claims.put("jti", new Json.Str(Uuid7.at(site.clock.instant()).toString()));
    return claims;
  }

  private static String assertion(Map<String, Json> claims) {
    var header =
        Obj.with("alg", "ES256")
            .with("kid", site.key(CLIENT).thumbprint().value())
            .with("typ", "client-authentication+jwt")
            .build();
    return TestKeys.token(header, new Obj(claims), site.signer(CLIENT));
  }

  private static HttpPeer.Reply token(String assertion, String more) throws Exception {
    String form =
        "grant_type=client_credentials&client_assertion_type="
            + Party.encode(Party.ASSERTION_TYPE)
            + "&client_assertion="
            + new String(assertion.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII)
            + more;
    return http.post("/oauth2/token", form, new Party(site, CLIENT).headers());
  }

  private static Presented presented(String client, String token) {
    return new Presented(site, client, Site.ISSUER + "/oauth2/revoke", token);
  }

  /// Uses a token where one is taken.
  private static HttpPeer.Reply use(Presented presented) throws Exception {
    return http.post("/oauth2/revoke", "token=unknown", presented.headers());
  }
}
