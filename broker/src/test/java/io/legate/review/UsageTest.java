package io.legate.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.legate.assembly.Site;
import io.legate.boundary.BoundaryLimits;
import io.legate.issue.IssuedInstance;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.open.OpenTask;
import io.legate.open.OpenTask.Authority;
import io.legate.policy.Bundle;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a period used of a bundle, and the bundle that is left of it.
class UsageTest {

  private static final String AT =
      "\"type\":\"agent_action\",\"locations\":[\"https://erp.test\"],\"resources\":[\"erp://acme/*\"]";

  private static final String ON =
      "\"delegation\":{\"max_depth\":3,\"allowed_delegates\":[{\"sub_profile\":\"ai_agent\"}]}";

  private static final String PAID =
      "\"arguments\":{\"amount\":{\"constraint_type\":\"decimal\",\"max\":\"950.00\"},"
          + "\"payee\":{\"constraint_type\":\"wildcard\"},\"invoice\":{\"constraint_type\":\"wildcard\"}}";

  static final String POLICY =
      """
      {"version":1,
       "roles":{
         "payer":{"acts":[{%1$s,"actions":["payments.*"]},{%1$s,"actions":["vendors.read"]}]},
         "idle":{"acts":[{%1$s,"actions":["vendors.read"]}]}},
       "agents":{
         "orchestrator":{"opens":["pay","other"],"self_subject":true,
           "delegates":[{%1$s,"actions":["payments.create","payments.refund","payments.tell","vendors.read"]}]},
         "action":{"roles":["payer"]},
         "research":{"roles":["idle"]}},
       "actions":{
         "vendors.read":{"description":"x","owner":"https://erp.test","kind":"read","risk":"low","arguments":{}},
         "payments.tell":{"description":"x","owner":"https://erp.test","kind":"write","risk":"low","arguments":{}},
         "payments.refund":{"description":"x","owner":"https://erp.test","kind":"write","risk":"low",
           "arguments":{"amount":"decimal","payee":"string","invoice":"string"}},
         "payments.create":{"description":"x","owner":"https://erp.test","kind":"write","risk":"low",
           "arguments":{"amount":"decimal","payee":"string","invoice":"string"}}},
       "templates":{
         "pay":{"parameters":{"company":{"type":"string","example":"acme"}},
           "boundary":[
             {"type":"agent_action","locations":["https://erp.test"],"resources":["erp://{{company}}/*"],
              "actions":["payments.create","payments.refund"],%2$s,%3$s,
              "limits":[{"name":"spend","sum":"amount","max":"1000.00"}]},
             {%1$s,"actions":["vendors.read"],%2$s}]},
         "other":{"boundary":[{%1$s,"actions":["vendors.read"]}]}},
       "rules":[
         {"id":"few","actions":["payments.create"],"then":{"limit":{"name":"few","count":100}},"reason":"x"},
         {"id":"enough","actions":["payments.create"],"then":{"limit":{"name":"enough","count":3}},"reason":"x"},
         {"id":"huge","actions":["payments.create"],"when":"args.amount > 900","then":"deny","reason":"x"},
         {"id":"hush","actions":["payments.tell"],"then":"deny","reason":"x"}]}
      """
          .formatted(AT, ON, PAID);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each
  private RecordedRun run;

  @BeforeEach
  void open() throws Exception {
    run = new RecordedRun(folder, POLICY);
  }

  @AfterEach
  void close() throws Exception {
    run.close();
  }

  private IssuedInstance task() throws Exception {
    var root =
        run.site
            .use
            .opening()
            .open(
                run.site.caller("orchestrator"),
                new OpenTask(
                    run.site.requestId(),
                    null,
                    "pay",
                    List.of(),
                    new Authority.FromTemplate("pay", Json.Obj.with("company", "acme").build()),
                    run.clock.instant().plus(Duration.ofHours(1)),
                    4,
                    null,
                    "task"));
    String paid = "[{%s,%s,\"actions\":[\"payments.create\"]}]".formatted(AT, PAID);
    var hop = run.site.delegate("orchestrator", root.token(), "action", paid);
    return run.site.renew("action", hop, Site.ERP);
  }

  private void pay() throws Exception {
    var task = task();
    run.pay(task, "I-1", "10.00", "V-1");
    run.pay(task, "I-2", "20.50", "V-1");
    run.pay(task, "I-3", "901.00", "V-1");
  }

  private Usage usage() throws Exception {
    var bundle = Bundle.parse(RecordedRun.bundle(POLICY), RecordedRun.CEL, BoundaryLimits.DEFAULT);
    try (var records = run.records()) {
      return Usage.of(bundle.content(), records, Period.ALL, (_, _) -> {});
    }
  }

  @Test
  void whatNothingWasAllowedByIsNamedWithItsPlace() throws Exception {
    pay();
    var unused = Unused.of(usage()).stream().map(one -> one.pointer() + ": " + one.sentence());
    assertThat(unused)
        .containsExactlyInAnyOrder(
            "/agents/orchestrator/delegates/0: never `payments.refund`, `payments.tell`,"
                + " `vendors.read`",
            "/agents/research: never acted, opened a task or passed anything on",
            "/roles/payer/acts/0: of `payments.*` only `payments.create`",
            "/roles/payer/acts/1: never used",
            "/roles/idle: no agent that has it did anything",
            "/templates/pay/boundary/0: never `payments.refund`, in 1 task",
            "/templates/pay/boundary/1: never used, in 1 task",
            "/templates/pay/boundary/0/limits/0: at most 30.50 of 1000.00 was used of `spend`",
            "/templates/other: no task was opened by it",
            "/rules/0/then/limit: at most 2 of 100 was used of `few`",
            "/rules/3: `hush` was never asked",
            "/actions/payments.tell: nobody asked for it",
            "/actions/payments.refund: nobody asked for it",
            "/actions/vendors.read: nobody asked for it");
  }

  @Test
  void whatIsAskedOutsideOfAnyTaskIsAskedFor() throws Exception {
    run.askAlone("vendors.read");
    assertThat(Unused.of(usage()))
        .extracting(Unused::pointer, Unused::sentence)
        .contains(tuple("/actions/vendors.read", "never allowed, asked for once"));
  }

  @Test
  void theNarrowerBundleIsOneAndDecidesTheSame() throws Exception {
    pay();
    var narrowing = Narrowing.of(usage(), new BigDecimal("2"));
    var bundle = Bundle.parse(narrowing.bundle(), RecordedRun.CEL, BoundaryLimits.DEFAULT);
    String text = Jcs.text(narrowing.bundle());
    assertThat(text)
        .contains("\"actions\":[\"payments.create\"]")
        .contains("\"max\":\"61\"", "\"count\":4", "\"count\":3")
        .doesNotContain("payments.*", "[\"payments.create\",");
    var changes = new ArrayList<Finding>();
    try (var records = run.records()) {
      new Replay(records, RecordedRun.CEL, bundle.policy())
          .run(Period.ALL, changes::add, (_, _) -> {});
    }
    assertThat(changes).isNotEmpty().noneMatch(Finding.Changed.class::isInstance);
  }

  @Test
  void whatHadNoUseAtAllIsLeftAsItIs() throws Exception {
    var before = RecordedRun.bundle(POLICY);
    var narrowing = Narrowing.of(usage(), new BigDecimal("2"));
    assertThat(narrowing.bundle()).isEqualTo(before);
    assertThat(narrowing.notes()).isEmpty();
    pay();
    var after = Narrowing.of(usage(), new BigDecimal("2")).bundle();
    for (String pointer : List.of("/agents/research", "/roles/idle", "/templates/other")) {
      assertThat(at(after, pointer)).as(pointer).isEqualTo(at(before, pointer));
    }
  }

  @Test
  void anEntitlementThatLetAnEscalationThroughIsUsed() throws Exception {
    var json =
        (Json.Obj)
            JsonReader.read(
                POLICY.replace(
                    "\"then\":\"deny\"",
                    "\"then\":{\"escalate\":{\"approvers\":[\"role:finance\"]}}"));
    run.close();
    Path other = folder.resolve("other");
    run = new RecordedRun(other, Jcs.text(json));
    run.pay(task(), "I-1", "901.00", "V-1");
    assertThat(Unused.of(usage()))
        .extracting(Unused::pointer)
        .contains("/roles/payer/acts/1")
        .doesNotContain("/agents/action");
  }

  private static Json at(Json.Obj bundle, String pointer) {
    Json found = bundle;
    for (String name : pointer.substring(1).split("/", -1)) {
      found = java.util.Objects.requireNonNull(((Json.Obj) found).get(name), name);
    }
    return found;
  }
}
