package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.crypto.CompactJws;
import io.legate.edge.EdgeServer;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import java.nio.file.Path;
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

/// Introspection and revocation as the standards have them: by an assertion alone (RFC 7662, RFC
/// 7009), signed on request (RFC 9701), and to nobody who is not entitled.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenQueriesTest {

  private static final String INTROSPECT = "/oauth2/introspect";
  private static final String REVOKE = "/oauth2/revoke";
  private static final String SIGNED = "application/token-introspection+jwt";
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
  private Party erp;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = new EdgeServer(folder);
    http = server.http();
    site = server.site;
    research = new Party(site, "research");
    erp = new Party(site, "rs:erp");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void anAssertionAloneIntrospects() throws Exception {
    String token = delegated("research").token();
    assertThat(active(introspect(research, token))).isTrue();
    assertThat(introspect(new Party(site, "other"), token).body()).isEqualTo(inactive());
  }

  @Test
  void anAssertionAloneIsGoodForOneCallInAll() throws Exception {
    String token = delegated("research").token();
    String form = research.form("token", token);
    assertThat(http.post(INTROSPECT, form, Map.of()).status()).isEqualTo(200);
    for (String path : List.of(INTROSPECT, REVOKE)) {
      var again = http.post(path, form, Map.of());
      assertThat(again.status()).isEqualTo(401);
      assertThat(again.error()).isEqualTo("invalid_client");
    }
    var tokens =
        http.post("/oauth2/token", form + "&grant_type=client_credentials", research.headers());
    assertThat(tokens.error()).isEqualTo("invalid_client");
    assertThat(active(introspect(research, token))).as("nothing was revoked").isTrue();
  }

  /// It is spent even where the call does nothing.
  @Test
  void anAssertionIsSpentByTheRevocationOfAnUnknownTokenToo() throws Exception {
    String form = research.form("token", "unknown");
    assertThat(http.post(REVOKE, form, Map.of()).status()).isEqualTo(200);
    assertThat(http.post(REVOKE, form, Map.of()).error()).isEqualTo("invalid_client");
  }

  @Test
  void aTokenIsIssuedForNoAssertionAlone() throws Exception {
    var reply =
        http.post("/oauth2/token", research.form("grant_type", "client_credentials"), Map.of());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).isEqualTo("invalid_dpop_proof");
  }

  @Test
  void theSpendingIsOnRecordWithoutTheAssertion() throws Exception {
    long before = site.ledger.logHead().frontier().size().leaves();
    introspect(research, "unknown");
    assertThat(site.ledger.logHead().frontier().size().leaves()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SIGNED,
        "application/json;q=0.5, Application/Token-Introspection+JWT",
        SIGNED + "; q=0.1",
      })
  void aSignedAnswerSaysTheSame(String accept) throws Exception {
    IssuedInstance hop = delegated("research");
    IssuedInstance forErp = site.renew("research", hop, Site.ERP);
    String answer = signed(erp, forErp.token(), accept);
    var jws = CompactJws.parse(answer, CompactJws.Form.TOKEN);
    assertThat(jws.typ()).isEqualTo("token-introspection+jwt");
    Json.Obj claims = jws.payload();
    assertThat(claims.members()).containsOnlyKeys("iss", "aud", "iat", "token_introspection");
    assertThat(claims.string("iss")).isEqualTo(Site.ISSUER);
    assertThat(claims.string("aud")).isEqualTo("rs:erp");
    assertThat(claims.get("token_introspection")).isEqualTo(introspect(erp, forErp.token()).body());
  }

  /// CVE-2026-18208: an answer that said `inactive` still had a signed token in it.
  @Test
  void aSignedAnswerToWhoIsNotEntitledSaysInactiveAndNothingElse() throws Exception {
    String token = delegated("research").token();
    for (var asking : List.of(new Party(site, "other"), erp)) {
      var jws = CompactJws.parse(signed(asking, token, SIGNED), CompactJws.Form.TOKEN);
      assertThat(jws.payload().get("token_introspection")).isEqualTo(inactive());
    }
  }

  /// thunderid#4985: whatever is signed is told to be active.
  @Test
  void aSignedAnswerIsNobodysToken() throws Exception {
    String token = delegated("research").token();
    String answer = signed(research, token, SIGNED);
    assertThat(introspect(research, answer).body()).isEqualTo(inactive());
    var exchanged =
        http.post(
            "/oauth2/token",
            research.form(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                answer,
                "subject_token_type",
                ExchangeRequest.ACCESS_TOKEN),
            research.headers());
    assertThat(exchanged.error()).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "*/*", "application/*", SIGNED + ";q=0"})
  void anAnswerIsSignedOnlyWhereThatIsNamed(String accept) throws Exception {
    var reply =
        http.post(INTROSPECT, research.form("token", "x"), Map.of("accept", List.of(accept)));
    assertThat(reply.header("content-type")).isEqualTo("application/json");
    assertThat(reply.body()).isEqualTo(inactive());
  }

  @Test
  void anApiTokenIsToldToItsClient() throws Exception {
    String token = research.apiToken(http);
    var told = introspect(research, token);
    assertThat(active(told)).isTrue();
    assertThat(told.text("client_id")).isEqualTo("research");
    assertThat(told.body().get("txn")).isNull();
    for (String other : List.of("other", "rs:erp")) {
      assertThat(introspect(new Party(site, other), token).body()).isEqualTo(inactive());
    }
  }

  @Test
  void anApiTokenIsNotRevokedByItself() throws Exception {
    String token = research.apiToken(http);
    var refused = http.post(REVOKE, research.form("token", token), Map.of());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).isEqualTo("unsupported_token_type");
    var others = http.post(REVOKE, new Party(site, "other").form("token", token), Map.of());
    assertThat(others.status()).as("no client learns of another's token").isEqualTo(200);
    assertThat(active(introspect(research, token))).isTrue();
  }

  /// RFC 7009 section 2.2, and security.md's rows 31 and 32.
  @Test
  void revocationReachesWhatIsBelowAndNothingElse() throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    var above = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
    var below = site.delegate("research", above, "analysis", BOUNDARY);
    var beside = site.delegate("orchestrator", task.token(), "action", BOUNDARY);
    Party analysis = new Party(site, "analysis");
    Party other = new Party(site, "other");
    assertThat(http.post(REVOKE, other.form("token", above.token()), Map.of()).status())
        .isEqualTo(200);
    assertThat(active(introspect(analysis, below.token())))
        .as("another's changes nothing")
        .isTrue();
    var revoked = http.post(REVOKE, research.form("token", above.token()), Map.of());
    assertThat(revoked.status()).isEqualTo(200);
    assertThat(revoked.body()).isEqualTo(Json.Obj.EMPTY);
    assertThat(introspect(research, above.token()).body()).isEqualTo(inactive());
    assertThat(introspect(analysis, below.token()).body()).isEqualTo(inactive());
    assertThat(active(introspect(new Party(site, "action"), beside.token()))).isTrue();
    assertThat(http.post(REVOKE, research.form("token", above.token()), Map.of()).status())
        .as("revoked again")
        .isEqualTo(200);
  }

  /// RFC 8693 section 2.1 and RFC 8707 section 2.
  @ParameterizedTest
  @CsvSource({
    "resource=https://erp.test, 200",
    "resource=https://erp.test&audience=https://erp.test, 200",
    "audience=https://erp.test&audience=https://erp.test, 200",
    "audience=https://erp.test&resource=https://crm.test, 400",
    "resource=erp.test, 400",
    "resource=https://erp.test%23x, 400",
    "resource=%5B, 400",
  })
  void aTargetIsNamedOnce(String parameters, int status) throws Exception {
    IssuedInstance hop = delegated("research");
    String form =
        research.form(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token",
            hop.token(),
            "subject_token_type",
            ExchangeRequest.ACCESS_TOKEN,
            "requested_token_type",
            ExchangeRequest.ACCESS_TOKEN);
    var reply = http.post("/oauth2/token", form + "&" + parameters, research.headers());
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.error()).isEqualTo(status == 200 ? "" : "invalid_target");
  }

  private HttpPeer.Reply introspect(Party party, String token) throws Exception {
    var reply = http.post(INTROSPECT, party.form("token", token), Map.of());
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply;
  }

  private String signed(Party party, String token, String accept) throws Exception {
    var headers = new HashMap<String, List<String>>();
    headers.put("accept", List.of(accept));
    return http.text(INTROSPECT, party.form("token", token), headers, SIGNED);
  }

  private IssuedInstance delegated(String agent) throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    return site.delegate("orchestrator", task.token(), agent, BOUNDARY);
  }

  private static boolean active(HttpPeer.Reply reply) {
    return new Json.Bool(true).equals(reply.body().get("active"));
  }

  private static Json.Obj inactive() {
    return Json.Obj.with("active", new Json.Bool(false)).build();
  }
}
