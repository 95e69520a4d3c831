package io.legate.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.crypto.Base64Url;
import io.legate.crypto.CompactJws;
import io.legate.edge.EdgeServer;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Four bugs that a widely used authorization server has had in token exchange, each under its
/// public name, over HTTP and side by side. Here each is refused.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MarketLeaderBugsTest {

  private static final String TOKEN = "/oauth2/token";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private EdgeServer server;
  private HttpPeer http;
  private Site site;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = new EdgeServer(folder);
    http = server.http();
    site = server.site;
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// github.com/keycloak/keycloak/issues/51633: what was exchanged from a revoked token lived on,
  /// and could be exchanged further.
  @Test
  void aRevokedChainIsNotExtended() throws Exception {
    var root = site.open("orchestrator", BOUNDARY).token();
    var research = site.delegate("orchestrator", root, "research", BOUNDARY);
    var analysis = site.delegate("research", research, "analysis", BOUNDARY);
    String onward = site.statement("analysis", analysis, "action", BOUNDARY);
    String sideways = site.statement("research", research, "filing", BOUNDARY);

    var revoked =
        http.post("/oauth2/revoke", party("research").form("token", research.token()), Map.of());
    assertThat(revoked.status()).isEqualTo(200);

    assertRefused(exchange("action", onward, ExchangeRequest.JWT));
    assertRefused(exchange("filing", sideways, ExchangeRequest.JWT));
    assertRefused(exchange("analysis", analysis.token(), ExchangeRequest.ACCESS_TOKEN));
    assertRefused(exchange("research", research.token(), ExchangeRequest.ACCESS_TOKEN));
    assertThat(active("research", research)).isFalse();
    assertThat(active("analysis", analysis)).isFalse();
    assertThat(active("orchestrator", root)).as("above it nothing ended").isTrue();
  }

  /// github.com/keycloak/keycloak/issues/52691: leaving `actor_token` out took another branch,
  /// whose result had lost the delegation.
  @Test
  void aReExchangeKeepsTheWholeActChain() throws Exception {
    var root = site.open("orchestrator", BOUNDARY).token();
    var research = site.delegate("orchestrator", root, "research", BOUNDARY);
    var analysis = site.delegate("research", research, "analysis", BOUNDARY);
    Json before = claims(analysis.token()).get("act");

    var again = exchange("analysis", analysis.token(), ExchangeRequest.ACCESS_TOKEN);
    assertThat(again.status()).isEqualTo(200);
    assertThat(claims(again.text("access_token")).get("act")).isEqualTo(before);
    var narrower =
        exchange("analysis", analysis.token(), ExchangeRequest.ACCESS_TOKEN, "audience", Site.ERP);
    assertThat(claims(narrower.text("access_token")).get("act")).isEqualTo(before);

    // Nobody but its holder can leave anything out.
    assertRefused(exchange("action", analysis.token(), ExchangeRequest.ACCESS_TOKEN));
    assertRefused(exchange("research", analysis.token(), ExchangeRequest.ACCESS_TOKEN));
    assertRefused(exchange("orchestrator", analysis.token(), ExchangeRequest.ACCESS_TOKEN));
  }

  /// CVE-2026-9704: a `subject_token` that was dropped on the way left the client's own identity,
  /// and with it more than the token ever held.
  @Test
  void aDroppedSubjectTokenIsNotTheClientItself() throws Exception {
    var root = site.open("orchestrator", BOUNDARY).token();
    var research = site.delegate("orchestrator", root, "research", BOUNDARY);
    String type = "subject_token_type=" + ExchangeRequest.ACCESS_TOKEN;
    String token = "subject_token=" + research.token();
    for (String form :
        List.of(
            type,
            type + "&subject_token=",
            type + "&subject_token",
            type + "&" + token + "&" + token,
            type + "&" + token + "&subject_token=",
            type + "&subject_token=&" + token,
            token,
            token + "&subject_token_type=",
            type + "&SUBJECT_TOKEN=" + research.token(),
            type + "&subject_token=" + "a".repeat(32 * 1024))) {
      var reply =
          http.post(
              TOKEN,
              party("research").form("grant_type", EXCHANGE) + "&" + form,
              party("research").headers());
      assertRefused(reply);
    }
  }

  /// CVE-2026-11800: a token whose `alg` was changed to HS256 was verified with the public key as
  /// the secret.
  @Test
  void theAlgorithmIsTheKeysAndNotTheTokens() throws Exception {
    var root = site.open("orchestrator", BOUNDARY).token();
    Party orchestrator = party("orchestrator");
    String apiToken = orchestrator.apiToken(http);
    for (String forged : confused(root.token())) {
      assertRefused(exchange("orchestrator", forged, ExchangeRequest.ACCESS_TOKEN));
      var told = http.post("/oauth2/introspect", orchestrator.form("token", forged), Map.of());
      assertThat(told.body().members()).containsOnlyKeys("active");
      assertThat(told.body().get("active")).isEqualTo(new Json.Bool(false));
    }
    for (String forged : confused(apiToken)) {
      String uri = Site.ISSUER + "/oauth2/introspect";
      var reply =
          http.post(
              "/oauth2/introspect",
              "token=x",
              Map.of(
                  "authorization",
                  List.of("DPoP " + forged),
                  "dpop",
                  List.of(orchestrator.proof("POST", uri, forged, null))));
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.error()).isEqualTo("invalid_token");
    }
  }

  /// The same token with another `alg`: unsigned in four spellings, and signed with each form of
  /// our public key as a secret.
  private List<String> confused(String token) throws Exception {
    String payload = token.substring(token.indexOf('.'), token.lastIndexOf('.'));
    Json.Obj jwk = jwk(CompactJws.parse(token, CompactJws.Form.TOKEN).kid());
    var forged = new ArrayList<String>();
    for (String none : List.of("none", "None", "NONE", "nOnE")) {
      String input = header(none, jwk) + payload;
      forged.add(input + ".");
      forged.add(input + token.substring(token.lastIndexOf('.')));
    }
    for (byte[] secret : secrets(jwk)) {
      String input = header("HS256", jwk) + payload;
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      forged.add(input + "." + Base64Url.encode(mac.doFinal(input.getBytes(UTF_8))));
    }
    return forged;
  }

  private static String header(String algorithm, Json.Obj jwk) {
    var header =
        Json.Obj.with("alg", algorithm)
            .with("typ", "at+jwt")
            .with("kid", String.valueOf(jwk.string("kid")))
            .build();
    return Base64Url.encode(Jcs.text(header).getBytes(UTF_8));
  }

  private static List<byte[]> secrets(Json.Obj jwk) throws Exception {
    byte[] x = Base64.getUrlDecoder().decode(jwk.string("x"));
    byte[] y = Base64.getUrlDecoder().decode(jwk.string("y"));
    var parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    var point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
    byte[] der =
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)))
            .getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----";
    byte[] raw = new byte[1 + x.length + y.length];
    raw[0] = 4;
    System.arraycopy(x, 0, raw, 1, x.length);
    System.arraycopy(y, 0, raw, 1 + x.length, y.length);
    return List.of(
        der, pem.getBytes(UTF_8), (pem + "\n").getBytes(UTF_8), Jcs.text(jwk).getBytes(UTF_8), raw);
  }

  private Json.Obj jwk(String kid) throws Exception {
    var keys = http.send("GET", "/oauth2/jwks", "", "", Map.of()).body().get("keys");
    return ((Json.Arr) keys)
        .items().stream()
            .map(Json.Obj.class::cast)
            .filter(key -> kid.equals(key.string("kid")))
            .findFirst()
            .orElseThrow();
  }

  private HttpPeer.Reply exchange(String client, String token, String type, String... more)
      throws Exception {
    var form = new ArrayList<>(List.of("grant_type", EXCHANGE, "subject_token", token));
    form.addAll(List.of("subject_token_type", type));
    form.addAll(List.of(more));
    return http.post(
        TOKEN, party(client).form(form.toArray(String[]::new)), party(client).headers());
  }

  private boolean active(String client, IssuedInstance instance) throws Exception {
    var told =
        http.post("/oauth2/introspect", party(client).form("token", instance.token()), Map.of());
    return new Json.Bool(true).equals(told.body().get("active"));
  }

  private static Json.Obj claims(String token) throws Exception {
    return CompactJws.parse(token, CompactJws.Form.TOKEN).payload();
  }

  private Party party(String client) {
    return new Party(site, client);
  }

  private static void assertRefused(HttpPeer.Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
    assertThat(reply.error()).isEqualTo("invalid_request");
    assertThat(reply.body().get("access_token")).isNull();
  }
}
