package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidActionException;
import io.legate.cel.CelConditions;
import io.legate.control.ControlEvent;
import io.legate.control.ControlState;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.policy.Bundle;
import io.legate.policy.Policy;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.TaskHeader;
import io.legate.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A task of two hops under a policy that a test writes down, on which it asks one question after
/// the other. What is allowed is folded, as the ledger would.
final class Decisions {

  static final CelConditions CEL = new CelConditions();
  static final Instant START = Instant.parse("2026-11-23T15:30:00Z");
  static final String ERP = "https://erp.test";
  static final String RESOURCE = "erp://acme/invoices/1";

  /// Everything at the ERP, to be passed on.
  static final String ANYTHING =
      """
      {"type":"agent_action","actions":["payments.*","vendors.read"],"locations":["https://erp.test"],
       "resources":["erp://acme/*"]}
      """;

  /// A catalogue with one payment and one reading.
  static final String ACTIONS =
      """
      {"payments.create":{"description":"pays","owner":"https://erp.test","kind":"write","risk":"high",
         "key":["invoice"],
         "arguments":{"amount":"decimal","invoice":"string","payee":"string","deny":"string",
           "escalate":"string","limit":"string","label":"string","oblige":"string","count":"integer",
           "tags":"strings"}},
       "vendors.read":{"description":"reads","owner":"https://erp.test","kind":"read","risk":"low",
         "arguments":{"vendor":"string"},"labels":["untrusted_content"]}}
      """;

  private static final ClientId OPENER = new ClientId("orchestrator");
  private static final ClientId HOLDER = new ClientId("payer");
  private static final LocalSigner KEY =
      LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install());

  private final Ruling ruling = new Ruling(CEL);
  private final Policy policy;
  private final Hop leaf;
  private final Instance instance;
  private TaskState state = TaskState.EMPTY;
  private ControlState control = ControlState.EMPTY;
  private Instant at = START;
  private long seq;

  /// @param template of the opening, or null where the opener wrote the boundary
  private Decisions(Policy policy, String root, String leaf, @Nullable String template) {
    this.policy = policy;
    Hop rootHop = hop(OPENER, null, boundary("[" + root + "]"));
    this.leaf = hop(HOLDER, rootHop, boundary("[" + leaf + "]"));
    var header =
        new TaskHeader(
            OPENER,
            "user:corp:alice",
            List.of("manager"),
            List.of("payments"),
            null,
            null,
            "pay invoices",
            START.plus(Duration.ofDays(30)),
            4,
            policy.hash(),
            template);
    this.instance = instance(this.leaf);
    fold(
        new TaskEvent.Opened(
            header, rootHop, instance(rootHop), "request", "proof", null, List.of()));
    fold(
        new TaskEvent.HopIssued(
            this.leaf, instance, new TaskEvent.Consent.ByPush("hash"), "proof"));
  }

  /// A task whose hops may do anything at the ERP, under these rules.
  static Decisions under(String rules) {
    return of(rules, ANYTHING, ANYTHING);
  }

  /// A task whose root and leaf have these permissions, under these rules.
  static Decisions of(String rules, String root, String leaf) {
    return new Decisions(policy(ACTIONS, rules, ANYTHING), root, leaf, null);
  }

  /// A task under a policy that is written out.
  static Decisions of(Policy policy, String root, String leaf, @Nullable String template) {
    return new Decisions(policy, root, leaf, template);
  }

  /// @param entitled what both agents may do and pass on
  static Policy policy(String actions, String rules, String entitled) {
    var text =
        """
        {"version":1,"actions":%s,"rules":[%s],"lists":{"blocked":"vendors that nobody pays"},
         "agents":{"orchestrator":{"acts":[%s],"delegates":[%s],"opens":true,"self_subject":true},
                   "payer":{"acts":[%s],"delegates":[%s]}}}
        """
            .formatted(actions, rules, ANYTHING, entitled, entitled, ANYTHING);
    try {
      return Bundle.parse((Json.Obj) JsonReader.read(text), CEL, BoundaryLimits.DEFAULT).policy();
    } catch (Exception e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  Decisions with(ControlEvent event) {
    control = control.apply(event, at);
    return this;
  }

  Decisions after(Duration duration) {
    at = at.plus(duration);
    return this;
  }

  Ruled ruled(String action, String arguments) {
    return ruled(action(action, arguments), null);
  }

  Ruled ruled(ActionRequest action, @Nullable String saidDigest) {
    var task = new TaskId(new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0001L));
    var question =
        new Question(
            task, new ClientId("rs:erp"), instance, action, action.digest(), saidDigest, null);
    return ruling.rule(policy, state, control, question, at);
  }

  /// Asks, and folds what is allowed.
  Verdict ask(String action, String arguments) {
    return ask(action(action, arguments));
  }

  Verdict ask(ActionRequest action) {
    Verdict verdict = ruled(action, null).verdict();
    if (verdict instanceof Verdict.Allow allow) {
      fold(
          new TaskEvent.Decided(
              new Decision(
                  leaf.id(),
                  new ClientId("rs:erp"),
                  DecisionRecord.canonical(action),
                  action.digest(),
                  Decision.ALLOW,
                  Json.Obj.EMPTY,
                  Json.Obj.EMPTY,
                  allow.charges(),
                  allow.labels(),
                  Deeds.of(action, policy.catalogue().get(action.action())),
                  null,
                  false,
                  null,
                  null,
                  false,
                  true)));
    }
    return verdict;
  }

  /// Reports that the last question was not executed after all.
  void takeBack() {
    fold(
        new TaskEvent.Settled(
            seq, new ClientId("rs:erp"), new io.legate.limits.Actual.NotExecuted(), null));
  }

  static ActionRequest action(String action, String arguments) {
    try {
      return ActionRequest.parse(
          action, ERP, RESOURCE, JsonReader.read(arguments), BoundaryLimits.DEFAULT);
    } catch (InvalidActionException e) {
      throw new IllegalArgumentException(e.problems().toString(), e);
    } catch (Exception e) {
      throw new IllegalArgumentException(arguments, e);
    }
  }

  static String outcome(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _ -> "ALLOW";
      case Verdict.Deny _ -> "DENY";
      case Verdict.Escalate _ -> "ESCALATE";
      case Verdict.RateLimited _ -> "RATE_LIMITED";
    };
  }

  static List<String> codes(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _ -> List.of();
      case Verdict.Deny(var reasons) -> reasons.stream().map(Reason::code).toList();
      case Verdict.Escalate(var reasons, _, _) -> reasons.stream().map(Reason::code).toList();
      case Verdict.RateLimited(var reasons, _) -> reasons.stream().map(Reason::code).toList();
    };
  }

  private void fold(TaskEvent event) {
    seq++;
    state = state.apply(event, seq, at, null);
  }

  private static Boundary boundary(String json) {
    try {
      return Boundary.parse(JsonReader.read(json), BoundaryLimits.DEFAULT);
    } catch (Exception e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static Hop hop(ClientId client, @Nullable Hop parent, Boundary boundary) {
    return new Hop(
        HopId.at(START),
        parent == null ? null : parent.id(),
        parent == null ? 0 : 1,
        client,
        "ai_agent",
        KEY.publicKey(),
        boundary,
        parent == null
            ? List.of()
            : boundary.permissions().stream()
                .map(each -> each.from() == null ? 0 : each.from())
                .toList(),
        START,
        START.plus(Duration.ofDays(30)),
        4,
        parent == null ? null : "hash",
        true,
        false,
        Set.of(),
        List.of());
  }

  private static Instance instance(Hop hop) {
    return new Instance(
        "jti",
        hop.id(),
        "hash" + hop.depth(),
        ERP,
        Instance.Target.RESOURCE_SERVER,
        START,
        START.plus(Duration.ofDays(30)),
        "kid",
        "",
        "sha-256:policy",
        null,
        List.of(),
        false);
  }
}
