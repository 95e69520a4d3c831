package io.legate.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.assembly.Bounds;
import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.boundary.BoundaryLimits;
import io.legate.dpop.ProofMaker;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.MemoryLedger;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Policy's rules through the use cases: from the question to the record.
class PolicySiteTest {

  private static final String RULES =
      """
      {"id":"large","when":"args.amount > 100","reason":"finance must agree",
       "then":{"escalate":{"approvers":["role:finance"],"quorum":2}}},
      {"id":"forbidden","when":"has(args.payee) && args.payee == 'V-666'","then":"deny","reason":"not this vendor"},
      {"id":"twice","when":"session.done('payments.create')","then":"deny","reason":"paid before"}
      """;

  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],%s
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private static final String ACTION = "payments.create";
  private static final String RESOURCE = "erp://acme/invoices/1";

  private Site site;

  @BeforeEach
  void open() throws Exception {
    var clock = new TickingClock(Instant.parse("2026-11-23T15:30:00Z"));
    var all =
        """
        [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
          "resources":["erp://acme/*"]}]
        """;
    var policy =
        """
        {"version":1,"actions":%s,"rules":[%s],
         "agents":{"orchestrator":{"acts":%s,"delegates":%s,"opens":true,"self_subject":true},
                   "action":{"acts":%s}}}
        """
            .formatted(Decisions.ACTIONS, RULES, all, all, all);
    site =
        new Site(
            clock,
            new MemoryLedger(clock),
            BoundaryLimits.DEFAULT,
            new Bounds(16_384, 1_000, 1_000, 64L * 1024 * 1024),
            Decisions.CEL,
            (Json.Obj) JsonReader.read(policy));
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aLargePaymentEscalatesAndNothingIsCharged() throws Exception {
    IssuedInstance token = holder("");
    var asked = ask(token, "{\"invoice\":\"1\",\"amount\":\"100.01\"}");
    assertThat(asked.answer().outcome()).isEqualTo(Answer.Outcome.ESCALATE);
    assertThat(asked.answer().reasons().getFirst().sentence()).contains("finance must agree");
    assertThat(asked.answer().executeBy()).isNull();
    var decision = recorded(asked);
    assertThat(decision.outcome()).isEqualTo("escalate");
    assertThat(decision.charges()).isEmpty();
    assertThat(decision.checks().toString()).contains("rule:large", "role:finance");
    TaskState state = site.use.tasks().read(token.task());
    assertThat(state.history().count(ACTION, null, site.clock.instant())).isZero();
  }

  @Test
  void aPaymentThatWasMadeIsNotMadeAgain() throws Exception {
    IssuedInstance token = holder("");
    String payment = "{\"invoice\":\"INV-1\",\"amount\":\"50\"}";
    assertThat(ask(token, payment).answer().outcome()).isEqualTo(Answer.Outcome.ALLOW);
    var again = ask(token, payment);
    assertThat(again.answer().outcome()).isEqualTo(Answer.Outcome.DENY);
    assertThat(again.answer().reasons().getFirst().code()).isEqualTo("rule_denied");
    assertThat(ask(token, "{\"invoice\":\"INV-2\",\"amount\":\"50\"}").answer().outcome())
        .isEqualTo(Answer.Outcome.ALLOW);
  }

  @Test
  void anExplanationNamesWhatTookPartAndComesOnlyWhenAsked() throws Exception {
    IssuedInstance token = holder("");
    String payment = "{\"invoice\":\"INV-9\",\"amount\":\"50\",\"payee\":\"V-1\"}";
    assertThat(ask(token, payment).explanation()).isNull();
    var asked = Site.action(ACTION, RESOURCE, payment.replace("INV-9", "INV-8"));
    String proof =
        new ProofMaker(site.signer("action"))
            .make(
                ProofMaker.Target.of("POST", Site.PAY)
                    .withToken(token.token())
                    .withActionDigest(asked.adg()),
                site.clock.instant());
    var command =
        new AuthorizeCommand(
            site.requestId(),
            token.token(),
            proof,
            "POST",
            Site.PAY,
            List.of(new AuthorizeCommand.Asked(asked, null)),
            null,
            false,
            true);
    var explained = site.use.authorization().authorize(site.pep("rs:erp"), command).getFirst();
    var explanation = java.util.Objects.requireNonNull(explained.explanation());
    assertThat(explanation.rules())
        .extracting(Explanation.Part::id)
        .containsExactly("large", "forbidden", "twice");
    assertThat(explanation.checks())
        .extracting(Explanation.Part::id)
        .contains("entitlement", "subject", "task_boundary", "hop_boundary");
  }

  @Test
  void anExpressionThatIsNoneIsRefusedWhereItComesIn() throws Exception {
    for (String wrong :
        List.of(
            "args.nosuch == 1",
            "args.amount < 0.5",
            "session.count('payments.create') == 0",
            "subject.id == 'x'",
            "lists.x == 1",
            "(")) {
      String conditions = "\"conditions\":[\"" + wrong + "\"],";
      assertThatThrownBy(() -> site.open("orchestrator", BOUNDARY.formatted(conditions)))
          .as(wrong)
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.code()).isEqualTo(Code.INVALID_AUTHORIZATION_DETAILS));
      var root = site.open("orchestrator", BOUNDARY.formatted(""));
      assertThatThrownBy(
              () ->
                  site.delegate(
                      "orchestrator", root.token(), "action", BOUNDARY.formatted(conditions)))
          .as(wrong)
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.code()).isEqualTo(Code.INVALID_AUTHORIZATION_DETAILS));
    }
  }

  @Test
  void aConditionOfTheBoundaryIsMet() throws Exception {
    IssuedInstance token = holder("\"conditions\":[\"args.amount <= 10\"],");
    assertThat(ask(token, "{\"invoice\":\"1\",\"amount\":\"10.00\"}").answer().outcome())
        .isEqualTo(Answer.Outcome.ALLOW);
    assertThat(ask(token, "{\"invoice\":\"2\",\"amount\":\"10.01\"}").answer().reasons())
        .extracting(Reason::code)
        .containsExactly("condition_not_met");
  }

  private IssuedInstance holder(String adds) throws Exception {
    var root = site.open("orchestrator", BOUNDARY.formatted(adds));
    var hop = site.delegate("orchestrator", root.token(), "action", BOUNDARY.formatted(adds));
    return site.renew("action", hop, Site.ERP);
  }

  private Authorized ask(IssuedInstance token, String arguments) throws Exception {
    return site.authorize("action", token, ACTION, RESOURCE, arguments);
  }

  private io.legate.task.TaskEvent.Decision recorded(Authorized asked) throws Exception {
    String id = asked.decisionId();
    long seq = Long.parseLong(id.substring(id.indexOf('.') + 1));
    return ((Decided) site.use.tasks().event(asked.task(), seq)).decision();
  }
}
