package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.edge.EdgeServer;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The OAuth endpoints over TLS, with good requests and bad ones.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenEndpointTest {

  private static final String TOKEN = "/oauth2/token";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/invoices/*"],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private EdgeServer server;
  private HttpPeer http;
  private Site site;
  private Party research;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = new EdgeServer(folder);
    http = server.http();
    site = server.site;
    research = new Party(site, "research");
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aClientGetsAnApiToken() throws Exception {
    var reply =
        http.post(TOKEN, research.form("grant_type", "client_credentials"), research.headers());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().members().keySet())
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
    assertThat(reply.text("token_type")).isEqualTo("DPoP");
    assertThat(reply.header("cache-control")).isEqualTo("no-store");
    assertThat(reply.header("dpop-nonce")).isNotEmpty();
    assertThat(reply.header("access-control-allow-origin")).isEmpty();
  }

  @Test
  void aStatementIsExchangedAndRetried() throws Exception {
    String statement = statement("research");
    var first = http.post(TOKEN, exchange(statement), research.headers());
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.text("issued_token_type")).isEqualTo(ExchangeRequest.ACCESS_TOKEN);
    assertThat(first.body().get("authorization_details")).isInstanceOf(Json.Arr.class);
    var again = http.post(TOKEN, exchange(statement), research.headers());
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text("access_token")).isNotEqualTo(first.text("access_token"));
  }

  @Test
  void aClientAuthenticatesInOneWay() throws Exception {
    var form = research.form("grant_type", "client_credentials", "client_secret", "x");
    assertRefused(http.post(TOKEN, form, research.headers()), 401, "invalid_client");
    var headers = new HashMap<>(research.headers());
    headers.put("authorization", List.of("Basic eDp5"));
    var both = http.post(TOKEN, research.form("grant_type", "client_credentials"), headers);
    assertRefused(both, 401, "invalid_client");
    assertThat(both.header("www-authenticate")).startsWith("DPoP ");
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type=password, 400, unsupported_grant_type",
    "grant_type=, 400, invalid_request",
    "x=1, 400, invalid_request",
    "grant_type=client_credentials&grant_type=client_credentials, 400, invalid_request",
    "grant_type=client_credentials&scope=admin, 400, invalid_scope",
    "grant_type=client_credentials&scope=task+task, 200, ''",
    "grant_type=client_credentials&audience=https://erp.test, 400, invalid_target",
    "grant_type=client_credentials&client_assertion=x, 400, invalid_request",
    "grant_type=client_credentials&x=%, 400, invalid_request",
  })
  void parametersAreReadStrictly(String more, int status, String error) throws Exception {
    var reply = http.post(TOKEN, research.form() + "&" + more, research.headers());
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.error()).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({
    "'', invalid_request",
    "subject_token=, invalid_request",
    "subject_token=a&subject_token=b, invalid_request",
    "subject_token=a.b.c&subject_token_type=urn:ietf:params:oauth:token-type:jwt, invalid_request",
    "subject_token=a&subject_token_type=x&resource=a&audience=b, invalid_target",
    "subject_token=a&subject_token_type=x&resource=a&resource=b, invalid_target",
    "subject_token=a&subject_token_type=x&authorization_details=%5B, invalid_authorization_details",
    "subject_token=a&subject_token_type=x&narrow=1, invalid_request",
  })
  void exchangesAreReadStrictly(String more, String error) throws Exception {
    var reply =
        http.post(TOKEN, research.form("grant_type", EXCHANGE) + "&" + more, research.headers());
    assertRefused(reply, 400, error);
  }

  @Test
  void whatIsTooLargeIsNotRead() throws Exception {
    var reply =
        http.post(
            TOKEN, research.form("x", "y".repeat(EdgeServer.REQUEST_BYTES)), research.headers());
    assertRefused(reply, 413, "request_too_large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/x-www-form-urlencoded; charset=latin1",
        "text/plain"
      })
  void theContentTypeIsExact(String type) throws Exception {
    var reply =
        http.send(
            "POST",
            TOKEN,
            research.form("grant_type", "client_credentials"),
            type,
            research.headers());
    assertRefused(reply, 400, "invalid_request");
  }

  @Test
  void otherMethodsAndPathsAreToldSo() throws Exception {
    var get = http.send("GET", TOKEN, "", "", Map.of());
    assertRefused(get, 405, "invalid_request");
    assertThat(get.header("allow")).isEqualTo("POST");
    var preflight = http.send("OPTIONS", TOKEN, "", "", Map.of("origin", List.of("null")));
    assertThat(preflight.status()).isEqualTo(405);
    assertThat(preflight.header("access-control-allow-origin")).isEmpty();
    assertRefused(http.send("GET", "/nowhere", "", "", Map.of()), 404, "not_found");
  }

  @Test
  void documentsArePublic() throws Exception {
    var keys = http.send("GET", "/oauth2/jwks", "", "", Map.of());
    assertThat(keys.status()).isEqualTo(200);
    assertThat(((Json.Arr) keys.body().members().get("keys")).items()).hasSize(1);
    var metadata = http.send("GET", "/.well-known/oauth-authorization-server", "", "", Map.of());
    assertThat(metadata.text("issuer")).isEqualTo(Site.ISSUER);
  }

  @Test
  void introspectionNeedsANonceAndTellsTheHolder() throws Exception {
    var token = research.apiToken(http);
    String mine = redeemed().token();
    String uri = Site.ISSUER + "/oauth2/introspect";
    var asked = http.post("/oauth2/introspect", "token=" + mine, sent(uri, token, null));
    assertRefused(asked, 401, "use_dpop_nonce");
    assertThat(asked.header("www-authenticate")).contains("use_dpop_nonce");
    var told =
        http.post(
            "/oauth2/introspect", "token=" + mine, sent(uri, token, asked.header("dpop-nonce")));
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.body().get("active")).isEqualTo(new Json.Bool(true));
    assertThat(told.text("sub")).isEqualTo("orchestrator");

    var other = new Party(site, "other");
    String otherToken = other.apiToken(http);
    var proof = other.proof("POST", uri, otherToken, asked.header("dpop-nonce"));
    var foreign =
        http.post(
            "/oauth2/introspect",
            "token=" + mine,
            Map.of("authorization", List.of("DPoP " + otherToken), "dpop", List.of(proof)));
    assertThat(foreign.status()).isEqualTo(200);
    assertThat(foreign.body().members()).containsOnlyKeys("active");
    assertThat(foreign.body().get("active")).isEqualTo(new Json.Bool(false));
  }

  @Test
  void introspectionTakesAnAssertionWithAProofByARegisteredKey() throws Exception {
    String token = redeemed().token();
    var asked = introspect(research, token, null);
    assertRefused(asked, 400, "use_dpop_nonce");
    String nonce = asked.header("dpop-nonce");
    var told = introspect(research, token, nonce);
    assertThat(told.status()).as(told.toString()).isEqualTo(200);
    assertThat(told.body().get("active")).isEqualTo(new Json.Bool(true));
    assertThat(introspect(new Party(site, "other"), token, nonce).body().get("active"))
        .isEqualTo(new Json.Bool(false));

    var key = LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install());
    assertRefused(
        introspect(new Party(site, "research", key), token, nonce), 400, "invalid_dpop_proof");
    assertRefused(
        introspect(new Party(site, "research", site.signer("other")), token, nonce),
        400,
        "invalid_dpop_proof");
    assertRefused(
        http.post("/oauth2/introspect", "token=" + token, Map.of()), 401, "invalid_client");
  }

  private HttpPeer.Reply introspect(Party party, String token, String nonce) throws Exception {
    String proof = party.proof("POST", Site.ISSUER + "/oauth2/introspect", null, nonce);
    return http.post(
        "/oauth2/introspect", party.form("token", token), Map.of("dpop", List.of(proof)));
  }

  @Test
  void revocationEndsTheHopAndSaysNothingOfUnknownTokens() throws Exception {
    var issued = redeemed();
    String uri = Site.ISSUER + "/oauth2/revoke";
    for (String token : List.of("unknown", issued.token(), issued.token())) {
      var headers = Map.of("dpop", List.of(research.proof("POST", uri, null, null)));
      var reply = http.post("/oauth2/revoke", research.form("token", token), headers);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body().members()).isEmpty();
    }
    var renewal =
        http.post(
            TOKEN,
            research.form(
                "grant_type",
                EXCHANGE,
                "subject_token",
                issued.token(),
                "subject_token_type",
                ExchangeRequest.ACCESS_TOKEN),
            research.headers());
    assertRefused(renewal, 400, "invalid_request");
  }

  private Map<String, List<String>> sent(String uri, String token, String nonce) {
    return Map.of(
        "authorization",
        List.of("DPoP " + token),
        "dpop",
        new ArrayList<>(List.of(research.proof("POST", uri, token, nonce))));
  }

  private String exchange(String statement) {
    return research.form(
        "grant_type",
        EXCHANGE,
        "subject_token",
        statement,
        "subject_token_type",
        ExchangeRequest.JWT);
  }

  private String statement(String delegate) throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    return site.statement("orchestrator", task.token(), delegate, BOUNDARY);
  }

  private IssuedInstance redeemed() throws Exception {
    return site.redeem("research", statement("research"));
  }

  private static void assertRefused(HttpPeer.Reply reply, int status, String error) {
    assertThat(reply.error()).as(reply.toString()).isEqualTo(error);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.text("error_description")).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    assertThat(reply.header("cache-control")).isEqualTo("no-store");
  }
}
