package io.legate.review;

import io.legate.approval.ApprovalMaker;
import io.legate.approval.ApprovalMaker.Beyond;
import io.legate.approval.ApprovalMaker.Shown;
import io.legate.approval.EscalationId;
import io.legate.assembly.Bounds;
import io.legate.assembly.Site;
import io.legate.assembly.SitePolicy;
import io.legate.assembly.TickingClock;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Asked;
import io.legate.authorize.AuthorizeCommand.Semantic;
import io.legate.authorize.Authorized;
import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.authorize.TasklessQuestion;
import io.legate.boundary.ActionRequest;
import io.legate.boundary.BoundaryLimits;
import io.legate.cel.CelConditions;
import io.legate.dpop.ProofMaker;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.ledger.sqlite.SqliteRecords;
import io.legate.limits.Actual;
import io.legate.policy.Bundle;
import io.legate.policy.Policy;
import io.legate.provenance.Disclosed;
import io.legate.revoke.Lists;
import io.legate.revoke.Signals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A site on an embedded ledger, whose policy has something of everything, and agents at work.
final class RecordedRun implements AutoCloseable {

  static final CelConditions CEL = new CelConditions();

  static final String PAY = "payments.create";
  static final String BLOCKED = "blocked_vendors";

  /// Reading labels the task, discloses vendors and comes masked; paying is ruled in every way.
  static final String POLICY =
      """
      {"lists":{"blocked_vendors":"vendors that nobody may pay"},
       "actions":{
        "customers.read":{"description":"reads","owner":"https://crm.test","kind":"read","risk":"low",
          "arguments":{}},
        "vendors.read":{"description":"reads","owner":"https://erp.test","kind":"read","risk":"low",
          "arguments":{},"labels":["untrusted_content","third","first","second","fourth"],
          "observes":[{"source":"erp.vendors","records":"/vendors/*","integrity":"trusted",
            "fields":{"id":{"at":"/id","form":"identifier"}}}]},
        "payments.tell":{"description":"tells","owner":"https://erp.test","kind":"write","risk":"low",
          "arguments":{"to":"any","cc":"string"},"writes":[{"source":"erp.vendors","arguments":["to"]}]},
        "payments.create":{"description":"pays","owner":"https://erp.test","kind":"write","risk":"high",
          "arguments":{"amount":"decimal","payee":"string","invoice":"string"},"key":["invoice"]}},
       "rules":[
        {"id":"blocked","actions":["payments.create"],"when":"args.payee in lists.blocked_vendors",
         "then":"deny","reason":"the vendor is blocked"},
        {"id":"twice","actions":["payments.create"],"when":"session.done('payments.create')",
         "then":"deny","reason":"paid before"},
        {"id":"large","actions":["payments.create"],"when":"args.amount > 100",
         "then":{"escalate":{"approvers":["role:finance"],"quorum":1,"answer_within":"PT30M"}},
         "reason":"finance must agree"},
        {"id":"distrusted","actions":["vendors.read"],"when":"signals.trust[actor.id] < decimal('0.4')",
         "then":{"escalate":{"approvers":["role:legal"]}},"reason":"the agent is not trusted"},
        {"id":"alarm","actions":["payments.tell"],"when":"signals.risk[actor.id] > 5","then":"deny",
         "reason":"the agent is at risk"},
        {"id":"few","actions":["payments.create"],
         "then":{"limit":{"name":"few","count":6,"per":"PT1H"}},"reason":"a few an hour"},
        {"id":"masked","actions":["vendors.read"],
         "then":{"oblige":[{"type":"mask","fields":["iban","phone"]},{"type":"max_rows","value":50}]},
         "reason":"private"},
        {"id":"marked","actions":["payments.create"],"when":"args.amount > 90",
         "then":{"label":["spent_much","looked_at"]},"reason":"to be looked at"}],
       "limits":{"by_risk":{"high":{"execute_within":"PT3S"}}},
       "labels":{"untrusted_content":{"description":"x","removable_by":["role:finance"]}},
       "carry_labels":{"labels":["untrusted_content"],"for":"P7D"},
       "breakers":[{"id":"probing","denials":12,"per":"PT1M","then":"suspend_agent"}],
       "trust":{"start":"0.50","per_denial":"-0.01","per_overrun":"-0.20","per_execution":"0.01",
         "floor":"0.00","ceiling":"1.00"}}
      """;

  private static final String DELEGATION =
      "\"delegation\":{\"max_depth\":3,\"allowed_delegates\":[{\"sub_profile\":\"ai_agent\"}]}";

  static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],"conditions":["args.amount >= 0"],
        "arguments":{"payee":{"constraint_type":"max_length","max":64},
          "amount":{"constraint_type":"decimal","max":"500.00"},
          "invoice":{"constraint_type":"max_length","max":64}},
        "limits":[{"name":"spend","sum":"amount","max":"600.00"}],%1$s},
       {"type":"agent_action","actions":["vendors.read"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],"labels":{"adds":["read_vendors"]},%1$s},
       {"type":"agent_action","actions":["payments.tell"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],
        "arguments":{"to":{"constraint_type":"seen","in":["prompt","erp.vendors.id"]},
          "cc":{"constraint_type":"seen","in":["prompt"],"optional":true}},%1$s}]
      """
          .formatted(DELEGATION);

  final TickingClock clock = new TickingClock(Instant.parse("2026-11-23T10:00:00Z"));
  final SqliteLedger ledger;
  final Site site;
  private final Path folder;
  private boolean open = true;

  RecordedRun(Path folder) throws Exception {
    this(folder, POLICY);
  }

  RecordedRun(Path folder, String policy) throws Exception {
    this.folder = folder;
    this.ledger = SqliteLedger.open(folder, 1, clock, Long.MAX_VALUE);
    this.site =
        new Site(
            clock,
            ledger,
            BoundaryLimits.DEFAULT,
            new Bounds(16 * 1024, 4_096, 64, 64L * 1024 * 1024),
            CEL,
            bundle(policy));
  }

  /// Everything of a bundle: `more`, and who may do what unless it says so itself.
  static Json.Obj bundle(String more) throws Exception {
    var json = (Json.Obj) JsonReader.read(more);
    return json.get("agents") == null ? SitePolicy.with(json) : json;
  }

  static Policy policy(String more) throws Exception {
    return Bundle.parse(bundle(more), CEL, BoundaryLimits.DEFAULT).policy();
  }

  /// The records, as another process reads them while this one is at work.
  SqliteRecords records() throws Exception {
    return SqliteRecords.open(folder);
  }

  /// A task of Alice's, in which `action` may read, pay and tell.
  IssuedInstance task(String... literals) throws Exception {
    var root =
        site.open(
            "orchestrator",
            BOUNDARY,
            site.requestId(),
            4,
            site.aliceFor("orchestrator"),
            List.of(literals));
    var hop = site.delegate("orchestrator", root.token(), "action", BOUNDARY);
    return site.renew("action", hop, Site.ERP);
  }

  Authorized pay(IssuedInstance token, String invoice, String amount, String payee)
      throws Exception {
    return ask(token, PAY, payment(invoice, amount, payee));
  }

  static String payment(String invoice, String amount, String payee) {
    return "{\"invoice\":\"%s\",\"amount\":\"%s\",\"payee\":\"%s\"}"
        .formatted(invoice, amount, payee);
  }

  Authorized ask(IssuedInstance token, String action, String arguments) throws Exception {
    return ask(site.requestId(), token, action(action, arguments));
  }

  Authorized ask(RequestId request, IssuedInstance token, ActionRequest asked) throws Exception {
    return ask(request, token, asked.adg(), null, false, asked).getFirst();
  }

  static ActionRequest action(String action, String arguments) throws Exception {
    return Site.action(action, "erp://acme/1", arguments);
  }

  /// @param said `adg` of the agent's proof, null for none
  List<Authorized> ask(
      RequestId request,
      IssuedInstance token,
      @Nullable String said,
      @Nullable Semantic semantic,
      boolean dryRun,
      ActionRequest... asked)
      throws Exception {
    var target = ProofMaker.Target.of("POST", Site.PAY).withToken(token.token());
    String proof =
        new ProofMaker(site.signer("action"))
            .make(said == null ? target : target.withActionDigest(said), clock.instant());
    var command =
        new AuthorizeCommand(
            request,
            token.token(),
            proof,
            "POST",
            Site.PAY,
            Arrays.stream(asked).map(each -> new Asked(each, null)).toList(),
            semantic,
            dryRun);
    clock.advance(Duration.ofMillis(7));
    return site.use.authorization().authorize(site.pep("rs:erp"), command);
  }

  /// What the server asks about somebody who is in no task.
  void askAlone(String action) throws Exception {
    site.use
        .taskless()
        .decide(site.pep("rs:erp"), new TasklessQuestion("user", "alice", action(action, "{}")));
  }

  void block(List<String> add, List<String> remove) throws Exception {
    site.use
        .lists()
        .update(
            site.caller("ops"),
            new Lists.Change(site.requestId(), BLOCKED, add, remove, "because"));
  }

  void risk(String value) throws Exception {
    site.use
        .signals()
        .set(
            site.caller("ops"),
            new Signals.Setting(site.requestId(), "risk", "action", value, Duration.ofMinutes(5)));
  }

  void publish(String policy) throws Exception {
    var bundle = Bundle.parse(bundle(policy), CEL, BoundaryLimits.DEFAULT);
    site.use.policyPublishing().publish(site.caller("ops"), site.requestId(), bundle);
  }

  /// A person of finance answers.
  void answer(Authorized escalated, boolean yes) throws Exception {
    var id =
        Objects.requireNonNull(
            EscalationId.parse(Objects.requireNonNull(escalated.answer().escalation())));
    var ask =
        Objects.requireNonNull(site.use.tasks().read(id.task()).approvals().get(id.seq())).ask();
    var shown = new Shown(id, ask.digest(), ask.reasons(), ask.labels());
    String approval =
        new ApprovalMaker(site.signer("fin-1"), new ClientId("fin-1"), Site.ISSUER)
            .make(shown, yes, Beyond.NOTHING, "", clock.instant());
    site.use.answers().answer(site.caller("fin-1"), site.requestId(), id, approval);
  }

  void settle(Authorized allowed, Actual actual, String... vendors) throws Exception {
    var disclosed =
        Arrays.stream(vendors)
            .map(id -> new Disclosed("erp.vendors", Json.Obj.with("id", id).build()))
            .toList();
    site.use
        .settlement()
        .settle(
            site.pep("rs:erp"),
            new Report(site.requestId(), allowed.decisionId(), actual, disclosed));
  }

  static Actual executed(String amount) throws Exception {
    return Settlement.executed(Map.of("amount", amount), null);
  }

  /// Something of everything, in a few tasks, while lists, signals and scores change.
  void everything() throws Exception {
    block(List.of("V-666"), List.of());
    risk("1");
    var task = task("V-9");
    settle(ask(task, "vendors.read", "{}"), Settlement.executed(Map.of(), null), "V-1", "V-2");
    ask(task, "payments.tell", "{\"to\":\"V-1\"}");
    ask(task, "payments.tell", "{\"to\":\"V-8\"}");
    risk("6");
    ask(task, "payments.tell", "{\"to\":\"V-1\"}");
    risk("1");
    // Written in another order than canonical form has, and refused for more than one of them.
    ask(task, "payments.tell", "{\"zeta\":\"1\",\"to\":\"V-8\",\"alpha\":\"2\"}");
    ask(task, "payments.tell", "{\"to\":\"V-8\",\"cc\":\"V-7\"}");
    ask(task, "payments.tell", "{\"to\":{\"b\":\"1\",\"a\":\"2\"}}");
    var paid = pay(task, "I-1", "50.00", "V-1");
    pay(task, "I-1", "50.00", "V-1");
    settle(paid, new Actual.NotExecuted());
    pay(task, "I-1", "50.00", "V-1");
    pay(task, "I-2", "10.00", "V-666");
    block(List.of("V-3"), List.of("V-666"));
    pay(task, "I-2", "10.00", "V-666");
    people(task);
    batches(task);
    late(task);
    clock.advance(Duration.ofMinutes(2));
    site.use.trust().move();
    probing(task("V-9"));
    publish(POLICY.replace("args.amount > 100", "args.amount > 20"));
    var last = task("V-9");
    pay(last, "I-1", "50.00", "V-1");
    risk("6");
    ask(last, "payments.tell", "{\"to\":\"V-9\"}");
    site.use.trust().move();
    ask(last, "vendors.read", "{}");
    clock.advance(Duration.ofMinutes(3));
  }

  private void people(IssuedInstance task) throws Exception {
    var large = pay(task, "I-3", "101.00", "V-1");
    pay(task, "I-3", "101.00", "V-1");
    answer(large, true);
    pay(task, "I-3", "101.00", "V-1");
    var refused = pay(task, "I-4", "150.00", "V-1");
    answer(refused, false);
    pay(task, "I-4", "150.00", "V-1");
  }

  private void batches(IssuedInstance task) throws Exception {
    var one = action(PAY, payment("I-5", "95.00", "V-1"));
    var two = action(PAY, payment("I-6", "5.00", "V-3"));
    var three = action(PAY, payment("I-7", "400.00", "V-1"));
    ask(site.requestId(), task, null, Semantic.EXECUTE_ALL, false, one, two, three);
    ask(site.requestId(), task, null, null, true, action(PAY, payment("I-8", "5.00", "V-1")));
    ask(site.requestId(), task, two.adg(), null, false, one);
    ask(site.requestId(), task, one.adg(), Semantic.EXECUTE_ALL, false, one, two);
    for (int i = 10; i < 16; i++) {
      pay(task, "I-" + i, "1.00", "V-1");
    }
  }

  /// The same question under the same id, when its ALLOW can no longer be begun.
  private void late(IssuedInstance task) throws Exception {
    var request = site.requestId();
    var asked = action("payments.tell", "{\"to\":\"V-2\"}");
    ask(request, task, asked);
    clock.advance(Duration.ofSeconds(10));
    ask(request, task, asked);
  }

  private void probing(IssuedInstance task) throws Exception {
    for (int i = 0; i < 13; i++) {
      ask(task, "payments.delete", "{}");
    }
    pay(task, "I-1", "1.00", "V-1");
  }

  @Override
  public void close() throws LedgerUnavailableException {
    if (open) {
      open = false;
      site.close();
      ledger.close();
    }
  }
}
