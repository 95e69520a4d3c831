package io.legate.assembly;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Asked;
import io.legate.authorize.Authorized;
import io.legate.authorize.Reason;
import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.authorize.Settlement.Taken;
import io.legate.boundary.BoundaryLimits;
import io.legate.dpop.ProofMaker;
import io.legate.identity.RequestId;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.MemoryLedger;
import io.legate.policy.Conditions;
import io.legate.provenance.Disclosed;
import io.legate.refusal.RefusedException;
import io.legate.task.SightingBounds;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A site whose policy says what actions observe and write, and a task in which payments go where
/// the master data says.
///
/// Idle tasks have no room in memory, so each is read from the ledger whenever it is asked for.
final class SeenSite implements AutoCloseable {

  /// By the boundary a payee is one of the instruction's or the master data's, and its account is
  /// the one that the master data has for it.
  static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],
        "arguments":{
          "payee":{"constraint_type":"seen","in":["prompt","erp.vendors.id"]},
          "iban":{"constraint_type":"seen","in":["erp.vendors.iban"],"with":["payee"]}},
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}},
       {"type":"agent_action","actions":["payments.tell"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],
        "arguments":{
          "to":{"constraint_type":"seen","in":["prompt","mail.inbox.from","erp.vendors.mail"]},
          "text":{"constraint_type":"mentions","in":["prompt","mail.inbox.text"]}},
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}},
       {"type":"agent_action",
        "actions":["vendors.read","payments.inbox","payments.notes","payments.book"],
        "locations":["https://erp.test"],"resources":["erp://acme/*"],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private static final String ACTIONS =
      """
      {"actions":{
        "customers.read":{"description":"Another owner's.","owner":"https://crm.test","kind":"read",
          "risk":"low","arguments":{}},
        "vendors.read":{"description":"Reads the vendors.","owner":"https://erp.test","kind":"read",
          "risk":"low","arguments":{"q":"string"},
          "observes":[{"source":"erp.vendors","records":"/vendors/*","integrity":"trusted",
            "fields":{"id":{"at":"/id","form":"identifier"},"iban":{"at":"/iban","form":"iban"},
                      "name":{"at":"/name","form":"text"},"mail":{"at":"/mail/*","form":"mail"}}}]},
        "payments.inbox":{"description":"Reads a mail.","owner":"https://erp.test","kind":"read",
          "risk":"low","arguments":{"q":"string","n":"integer"},
          "observes":[{"source":"mail.inbox","records":"","integrity":"named",
            "fields":{"from":{"at":"/from","form":"mail"},"text":{"at":"/text","form":"mentions"},
                      "n":{"at":"/n","form":"decimal"}}}]},
        "payments.notes":{"description":"Reads notes.","owner":"https://erp.test","kind":"read",
          "risk":"low","arguments":{},
          "observes":[{"source":"erp.notes","records":"","integrity":"untrusted",
            "fields":{"iban":{"at":"/iban","form":"iban"}}}]},
        "payments.book":{"description":"Writes a vendor.","owner":"https://erp.test","kind":"write",
          "risk":"high","arguments":{"id":"string","iban":"string"},
          "writes":[{"source":"erp.vendors","arguments":["iban"]}]},
        "payments.tell":{"description":"Sends a mail.","owner":"https://erp.test","kind":"write",
          "risk":"low","arguments":{"to":"any","text":"string"}},
        "payments.create":{"description":"Pays.","owner":"https://erp.test","kind":"write",
          "risk":"high","arguments":{"payee":"string","iban":"string"}}}}
      """;

  static final String ACME = "DE89370400440532013000";
  static final String EVIL = "GB29NWBK60161331926819";

  final MemoryLedger ledger;
  final Site site;

  SeenSite() throws Exception {
    this(SightingBounds.DEFAULT);
  }

  SeenSite(SightingBounds bounds) throws Exception {
    this(bounds, 1);
  }

  /// @param taskBytesMax room for idle tasks
  SeenSite(SightingBounds bounds, long taskBytesMax) throws Exception {
    this(bounds, taskBytesMax, new TickingClock(Instant.parse("2026-11-22T10:00:00Z")), null);
  }

  private SeenSite(
      SightingBounds bounds,
      long taskBytesMax,
      TickingClock clock,
      @org.jspecify.annotations.Nullable MemoryLedger before)
      throws Exception {
    ledger = before == null ? new MemoryLedger(clock) : before.reopen();
    site =
        new Site(
            clock,
            ledger,
            BoundaryLimits.DEFAULT,
            new Bounds(16 * 1024, 4_096, 64, taskBytesMax, bounds),
            Conditions.NONE,
            SitePolicy.with((Json.Obj) JsonReader.read(ACTIONS)));
  }

  /// Ends this process and starts another on the same ledger, whose clients have other keys.
  SeenSite restarted() throws Exception {
    close();
    return new SeenSite(SightingBounds.DEFAULT, 1, site.clock, ledger);
  }

  /// Opens a task of Alice's and returns the orchestrator's token for the ERP.
  IssuedInstance openForAlice(String... literals) throws Exception {
    return open(site.aliceFor("orchestrator"), literals);
  }

  /// Opens a task that no subject stands behind.
  IssuedInstance openAlone(String... literals) throws Exception {
    return open(null, literals);
  }

  private IssuedInstance open(
      @org.jspecify.annotations.Nullable String subjectToken, String... literals) throws Exception {
    var task =
        site.open("orchestrator", BOUNDARY, site.requestId(), 4, subjectToken, List.of(literals));
    return site.renew("orchestrator", task.token(), Site.ERP);
  }

  Authorized ask(IssuedInstance token, String action, String arguments) throws Exception {
    return ask("orchestrator", token, action, arguments);
  }

  Authorized ask(String agent, IssuedInstance token, String action, String arguments)
      throws Exception {
    return ask(agent, token, false, false, action, arguments);
  }

  Authorized ask(
      String agent,
      IssuedInstance token,
      boolean dryRun,
      boolean explain,
      String action,
      String arguments)
      throws Exception {
    var asked = Site.action(action, "erp://acme/1", arguments);
    String proof =
        new ProofMaker(site.signer(agent))
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
            List.of(new Asked(asked, null)),
            null,
            dryRun,
            explain);
    return site.use.authorization().authorize(site.pep("rs:erp"), command).getFirst();
  }

  /// Pays, as far as the broker lets it, and returns the codes of what stands against it.
  List<String> pay(IssuedInstance token, String payee, String iban) throws Exception {
    return codes(ask(token, "payments.create", payment(payee, iban)));
  }

  static String payment(String payee, String iban) {
    return "{\"payee\":\"%s\",\"iban\":\"%s\"}".formatted(payee, iban);
  }

  static List<String> codes(Authorized authorized) {
    return authorized.answer().reasons().stream().map(Reason::code).toList();
  }

  /// Reads with an action, which is allowed, and settles it with what it disclosed.
  Taken read(IssuedInstance token, String action, String arguments, Disclosed... disclosed)
      throws Exception {
    return settle(allowed(ask(token, action, arguments)), disclosed);
  }

  static Authorized allowed(Authorized authorized) {
    if (Site.outcome(authorized) != Outcome.ALLOW) {
      throw new AssertionError(authorized.answer().reasons().toString());
    }
    return authorized;
  }

  Taken settle(Authorized allowed, Disclosed... disclosed) throws Exception {
    return settle("rs:erp", allowed, site.requestId(), disclosed);
  }

  Taken settle(String server, Authorized allowed, RequestId request, Disclosed... disclosed)
      throws RefusedException {
    var executed = executed();
    return site.use
        .settlement()
        .settle(
            site.pep(server),
            new Report(request, allowed.decisionId(), executed, List.of(disclosed)));
  }

  private static io.legate.limits.Actual executed() throws RefusedException {
    return Settlement.executed(Map.of(), null);
  }

  /// One record of the vendors.
  static Disclosed vendor(String id, String iban) {
    return disclosed("erp.vendors", "{\"id\":\"%s\",\"iban\":\"%s\"}".formatted(id, iban));
  }

  static Disclosed disclosed(String source, String values) {
    try {
      return new Disclosed(source, (Json.Obj) JsonReader.read(values));
    } catch (Exception e) {
      throw new IllegalArgumentException(values, e);
    }
  }

  /// Returns the number of the task's last event.
  long seq(IssuedInstance token) throws Exception {
    return site.use.tasks().known(token.task()).seq();
  }

  TaskState state(IssuedInstance token) throws Exception {
    return site.use.tasks().read(token.task());
  }

  @Override
  public void close() {
    site.close();
  }
}
