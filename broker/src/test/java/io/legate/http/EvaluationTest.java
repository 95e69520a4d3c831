package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.edge.Party;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The AuthZEN Authorization API 1.0 over TLS: the decisions and the HTTP rules of its
/// certification scenario, by policy alone.
class EvaluationTest extends Evaluating {

  /// Section 2.4 of the scenario, the eight decisions that every implementation must come to.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          alice |                        | {"name":"read"}                                | {"id":"record-1"} | true
          alice |                        | {"name":"write"}                               | {"id":"record-1"} | true
          bob   |                        | {"name":"read"}                                | {"id":"record-1"} | true
          bob   |                        | {"name":"write"}                               | {"id":"record-1"} | false
          alice |                        | {"name":"write"}                               | {"id":"record-2","properties":{"status":"archived"}} | false
          bob   | ,"properties":{"role":"admin"} | {"name":"write"}                       | {"id":"record-2","properties":{"status":"archived"}} | true
          alice |                        | {"name":"delete","properties":{"soft":true}}   | {"id":"record-1"} | true
          alice |                        | {"name":"delete","properties":{"soft":false}}  | {"id":"record-1"} | false
          """)
  void theScenariosDecisionsHold(
      String subject, String properties, String action, String resource, boolean decision)
      throws Exception {
    String body =
        """
        {"subject":{"type":"user","id":"%s"%s},"action":%s,"resource":{"type":"record",%s}
        """
            .formatted(
                subject, properties == null ? "" : properties, action, resource.substring(1));
    for (int i = 0; i < 2; i++) {
      var reply = ask(ONE, body);
      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      assertThat(reply.header("content-type")).isEqualTo("application/json");
      assertThat(decision(reply)).isEqualTo(decision);
    }
    assertThat(
            decision(ask(ONE, body.replaceFirst("\\{", "{\"context\":{\"ip\":\"192.168.1.1\"},"))))
        .isEqualTo(decision);
  }

  @Test
  void whatIsNotKnownIsIgnored() throws Exception {
    var reply =
        ask(
            ONE,
            """
            {"subject":{"type":"user","id":"alice","properties":{"department":"Sales"},"x":1},
             "action":{"name":"read","properties":{"method":"GET"}},
             "resource":{"type":"record","id":"record-1","properties":{"owner":"bob"}},
             "foo":"bar","futureField":{"nested":true}}
            """);
    assertThat(decision(reply)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"action\":{\"name\":\"read\"},\"resource\":{\"type\":\"record\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"a\"},\"resource\":{\"type\":\"r\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"user\",\"id\":\"a\"},\"action\":{\"name\":\"read\"}}",
        "{\"subject\":{\"id\":\"a\"},\"action\":{\"name\":\"x\"},\"resource\":{\"type\":\"r\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"u\"},\"action\":{\"name\":\"x\"},\"resource\":{\"type\":\"r\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"u\",\"id\":\"a\"},\"action\":{},\"resource\":{\"type\":\"r\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"u\",\"id\":\"a\"},\"action\":{\"name\":\"x\"},\"resource\":{\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"u\",\"id\":\"a\"},\"action\":{\"name\":\"x\"},\"resource\":{\"type\":\"r\"}}",
        "{\"subject\":\"alice\",\"action\":{\"name\":\"x\"},\"resource\":{\"type\":\"r\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"u\",\"id\":\"a\"},\"action\":{\"name\":1},\"resource\":{\"type\":\"r\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"u\",\"id\":\"a\"},\"action\":{\"name\":\"x\"},\"resource\":{\"type\":\"r/s\",\"id\":\"1\"}}",
        "{\"subject\":{\"type\":\"u\",\"id\":\"a\"},\"action\":{\"name\":\"x\"},\"resource\":{\"type\":\"r\",\"id\":\"../1\"}}",
        "{\"subject\":{\"type\":\"u\",\"id\":\"a\"},\"action\":{\"name\":\"x\"},\"resource\":{\"type\":\"r\",\"id\":\"s://1\"}}",
        "[]",
        "",
        "{",
        "{\"subject\":{},\"subject\":{}}",
      })
  void aQuestionThatIsNoneIsRefused(String body) throws Exception {
    for (String path : List.of(ONE, MANY)) {
      var reply = ask(path, body);
      assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
      assertThat(reply.error()).isEqualTo("invalid_request");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 200",
    "application/json; charset=utf-8, 200",
    "text/plain, 400",
    "application/x-www-form-urlencoded, 400",
  })
  void theContentTypeIsJson(String type, int status) throws Exception {
    assertThat(http.send("POST", ONE, read("alice"), type, headers(ONE)).status())
        .isEqualTo(status);
  }

  @Test
  void onlyPostIsServed() throws Exception {
    for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS")) {
      var reply = http.send(method, ONE, "", "application/json", Map.of());
      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.header("allow")).isEqualTo("POST");
      assertThat(reply.header("access-control-allow-origin")).isEmpty();
    }
  }

  @Test
  void whoeverAsksIsAResourceServerAndProvesIt() throws Exception {
    var nobody = http.send("POST", ONE, read("alice"), "application/json", Map.of());
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.header("www-authenticate")).startsWith("DPoP ");
    var invalid = new HashMap<>(headers(ONE));
    invalid.put("authorization", List.of("DPoP abc"));
    assertThat(http.send("POST", ONE, read("alice"), "application/json", invalid).status())
        .isEqualTo(401);
    var twice = headers(ONE);
    assertThat(http.send("POST", ONE, read("alice"), "application/json", twice).status())
        .isEqualTo(200);
    var replayed = http.send("POST", ONE, read("alice"), "application/json", twice);
    assertThat(replayed.status()).isEqualTo(401);
    assertThat(replayed.error()).isEqualTo("invalid_dpop_proof");
    var agent = new Party(site, "research");
    String agents = agent.apiToken(http);
    var asAgent =
        http.send(
            "POST",
            ONE,
            read("alice"),
            "application/json",
            Map.of(
                "authorization",
                List.of("DPoP " + agents),
                "dpop",
                List.of(agent.proof("POST", Site.ISSUER + ONE, agents, null))));
    assertThat(asAgent.status()).isEqualTo(403);
  }

  @Test
  void theRequestIdIsEchoedOnEveryAnswer() throws Exception {
    var headers = new HashMap<>(headers(ONE));
    headers.put("X-Request-ID", List.of("bfe9eb29-ab87-4ca3-be83-a1d5d8305716"));
    for (String body : List.of(read("alice"), "{")) {
      assertThat(http.send("POST", ONE, body, "application/json", headers).header("x-request-id"))
          .isEqualTo("bfe9eb29-ab87-4ca3-be83-a1d5d8305716");
    }
    assertThat(ask(ONE, read("alice")).header("x-request-id")).isEmpty();
  }

  @Test
  void aBatchMergesWhatItStatesOnce() throws Exception {
    var replies =
        decisions(
            """
            {"subject":{"type":"user","id":"bob"},"action":{"name":"read"},
             "resource":{"type":"record","id":"record-1"},
             "evaluations":[{},
               {"action":{"name":"write"}},
               {"subject":{"type":"user","id":"bob","properties":{"role":"admin"}},
                "action":{"name":"write"},"resource":{"id":"record-2","properties":{"status":"archived"}}},
               {"action":{"name":"write"},"subject":{"id":"alice"}}]}
            """);
    assertThat(replies).containsExactly(true, false, true, true);
  }

  @ParameterizedTest
  @CsvSource({
    "execute_all, 'true,false,true'",
    "deny_on_first_deny, 'true,false'",
    "permit_on_first_permit, true",
  })
  void aBatchGoesAsFarAsItsSemanticSays(String semantic, String expected) throws Exception {
    String body =
        """
        {"options":{"evaluations_semantic":"%s"},"action":{"name":"write"},
         "resource":{"type":"record","id":"record-1"},
         "evaluations":[{"subject":{"type":"user","id":"alice"}},
           {"subject":{"type":"user","id":"bob"}},{"subject":{"type":"user","id":"carol"}}]}
        """
            .formatted(semantic);
    assertThat(decisions(body))
        .containsExactlyElementsOf(
            List.of(expected.split(",")).stream().map(Boolean::valueOf).toList());
    String unknown = body.replace(semantic, "sometimes");
    assertThat(ask(MANY, unknown).status()).isEqualTo(400);
  }

  @Test
  void anItemThatIsNoQuestionDeniesItself() throws Exception {
    var reply =
        ask(
            MANY,
            """
            {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},
             "evaluations":[{"resource":{"type":"record","id":"record-1"}},{},7]}
            """);
    assertThat(reply.status()).isEqualTo(200);
    var items = ((Json.Arr) reply.body().members().get("evaluations")).items();
    assertThat(items).hasSize(3);
    assertThat(Jcs.text(items.getFirst())).contains("\"decision\":true");
    assertThat(Jcs.text(items.get(1)))
        .contains("\"decision\":false", "\"status\":400", "`resource` is missing");
    assertThat(Jcs.text(items.get(2))).contains("\"decision\":false", "\"status\":400");
  }

  @Test
  void aBatchWithoutItemsIsOneQuestion() throws Exception {
    String body = read("alice");
    assertThat(decision(ask(MANY, body))).isTrue();
    String empty = body.replaceFirst("\\{", "{\"evaluations\":[],");
    assertThat(decision(ask(MANY, empty))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "user, alice, payments.create, task_needed",
    "agent, alice, record.read, agent_needs_a_task",
    "user, orchestrator, record.read, agent_needs_a_task",
    "user, alice, customers.read, not_the_owner",
    "user, alice, record.burn, action_unknown",
    "user, alice, record.delete, condition_failed",
    "user, alice, record.mail, rule_escalates",
    "user, bob, record.mail, limit_not_counted",
    "user, carol, record.mail, label_not_kept",
    "user, dave, record.mail, condition_failed",
  })
  void whatNeedsATaskIsDeniedOutsideOfOne(String type, String id, String action, String code)
      throws Exception {
    var reply = ask(ONE, question(type, id, action));
    assertThat(decision(reply)).as(reply.toString()).isFalse();
    assertThat(Jcs.text(reply.body())).contains("\"code\":\"" + code + "\"");
  }

  @Test
  void anObligationIsOneOfTheProfiles() throws Exception {
    var reply = ask(ONE, read("carol"));
    assertThat(decision(reply)).isTrue();
    assertThat(Jcs.text(reply.body()))
        .contains(
            "\"obligations\":[{\"id\":\"obl-1\",\"obligation\":{\"fields\":[\"ssn\"],"
                + "\"type\":\"mask\"},\"type\":\"custom\"}]");
    assertThat(Jcs.text(metadata())).contains("\"obligations_supported\":[\"custom\"]");
  }

  @Test
  void theMetadataNamesWhatIsServed() throws Exception {
    Json.Obj metadata = metadata();
    assertThat(metadata.string("policy_decision_point")).isEqualTo(Site.ISSUER);
    assertThat(metadata.string("access_evaluation_endpoint")).isEqualTo(Site.ISSUER + ONE);
    assertThat(metadata.string("access_evaluations_endpoint")).isEqualTo(Site.ISSUER + MANY);
  }

  @Test
  void everyAnswerOutsideOfATaskIsARecord() throws Exception {
    long before = site.ledger.logHead().frontier().size().leaves();
    String three =
        """
        {"action":{"name":"write"},"resource":{"type":"record","id":"record-1"},
         "evaluations":[{"subject":{"type":"user","id":"alice"}},
           {"subject":{"type":"user","id":"bob"}},{"subject":{"type":"user","id":"carol"}}]}
        """;
    assertThat(decisions(three)).containsExactly(true, false, true);
    assertThat(site.ledger.logHead().frontier().size().leaves()).isEqualTo(before + 3);
    assertThat(ask(ONE, "{").status()).isEqualTo(400);
    assertThat(site.ledger.logHead().frontier().size().leaves())
        .as("what is no question")
        .isEqualTo(before + 3);
  }

  private static String read(String subject) {
    return question("user", subject, "read");
  }

  private static String question(String type, String id, String action) {
    return """
    {"subject":{"type":"%s","id":"%s"},"action":{"name":"%s"},
     "resource":{"type":"record","id":"record-1"}}
    """
        .formatted(type, id, action);
  }

  private Json.Obj metadata() throws Exception {
    var reply = http.send("GET", "/.well-known/authzen-configuration", "", "", Map.of());
    assertThat(reply.status()).isEqualTo(200);
    return reply.body();
  }
}
