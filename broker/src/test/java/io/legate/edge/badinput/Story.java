package io.legate.edge.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.caller.Call;
import io.legate.crypto.Base64Url;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.exchange.ExchangeRequest;
import io.legate.identity.Uuid7;
import io.legate.issue.IssuedInstance;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.open.OpenedTask;
import io.legate.refusal.RefusedException;
import io.legate.revoke.TaskSteering.Order;
import io.legate.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What every row begins with: a task, in which `research` holds a hop and is about to delegate to
/// `analysis`, and `action` holds a hop beside it that acts. Two payments are all that the whole
/// task may make.
final class Story {

  static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/invoices/*"],
        "arguments":{"amount":{"constraint_type":"decimal","max":"500.00"},
                     "invoice":{"constraint_type":"wildcard"}},
        "limits":[{"name":"payments","count":2}],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  final Site site;
  final OpenedTask task;
  private final String address;
  private IssuedInstance research;
  private IssuedInstance beside;
  private boolean canDelegate = true;

  /// @param address where exchanges are sent to
  Story(Site site, String address) throws Exception {
    this.site = site;
    this.address = address;
    task = site.open("orchestrator", BOUNDARY);
    research = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
    beside = site.delegate("orchestrator", task.token(), "action", BOUNDARY);
  }

  IssuedInstance research() {
    return research;
  }

  IssuedInstance beside() {
    return beside;
  }

  TaskState state() throws RefusedException {
    return site.use.tasks().read(task.token().task());
  }

  /// Whether `research` can still delegate.
  boolean canDelegate() {
    return canDelegate;
  }

  /// An exchange that nothing is wrong with.
  Attempt good() throws Exception {
    return presenting(statement(_ -> {}));
  }

  /// `analysis` presents a statement.
  Attempt presenting(String statement) {
    return presenting("analysis", statement, ExchangeRequest.JWT);
  }

  Attempt presenting(String client, String token, String type) {
    return new Attempt(
        List.of(proof(client)),
        List.of(),
        site.assertion(client),
        Map.of("subject_token", token, "subject_token_type", type));
  }

  String proof(String client) {
    return proof(site.signer(client), Target.of("POST", address), Duration.ZERO);
  }

  /// @param ahead of the broker's clock
  String proof(Signer key, Target target, Duration ahead) {
    return new ProofMaker(key).make(target, site.clock.instant().plus(ahead));
  }

  Target here() {
    return Target.of("POST", address);
  }

  /// A statement of `research` to `analysis`, with some claims changed; null takes one out.
  String statement(Consumer<Map<String, Json>> change) throws Exception {
    return statement(site.signer("research"), change);
  }

  String statement(Signer signer, Consumer<Map<String, Json>> change) throws Exception {
    return signed(signer, Typ.DELEGATION, claims(change));
  }

  /// A statement with another boundary.
  String granting(String boundary) throws Exception {
    Json details = JsonReader.read(boundary);
    return statement(claims -> claims.put("authorization_details", details));
  }

  /// A statement whose payload is this text, signed as it stands.
  String written(String payload) throws Exception {
    var signer = site.signer("research");
    String good = statement(_ -> {});
    String input =
        good.substring(0, good.indexOf('.') + 1)
            + Base64Url.encode(payload.getBytes(StandardCharsets.UTF_8));
    byte[] signature = signer.sign(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Base64Url.encode(signature);
  }

  Json.Obj claims(Consumer<Map<String, Json>> change) throws Exception {
    long now = site.clock.instant().getEpochSecond();
    var claims =
        new TreeMap<>(
            Json.Obj.with("iss", "research")
                .with("sub", "analysis")
                .with("aud", Site.ISSUER)
                .with("txn", task.token().task().toString())
                .with("par_hash", Site.hash(research))
                .with(
                    "cnf", Json.Obj.with("jkt", site.key("analysis").thumbprint().value()).build())
                .with("authorization_details", JsonReader.read(BOUNDARY))
                .with("hop_exp", research.hopEndsAt().getEpochSecond())
                .with("iat", now)
                .with("exp", now + 300)
                .with("jti", Uuid7.at(site.clock.instant()).toString())
                .build()
                .members());
    change.accept(claims);
    claims.values().removeIf(value -> value == null);
    return new Json.Obj(claims);
  }

  static String signed(Signer signer, Typ typ, Json.Obj claims) {
    return SigningInput.of(signer.publicKey(), typ, claims).signedBy(signer);
  }

  static LocalSigner newKey() {
    return LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install());
  }

  /// The seconds since the epoch, so many from now.
  Json.Num secondsFromNow(long seconds) {
    return new Json.Num(Long.toString(site.clock.instant().getEpochSecond() + seconds));
  }

  /// Carries out an exchange, so that what it spends is spent.
  void carryOut(Attempt attempt) throws Exception {
    var call = new Call("POST", address, UriRule.NORMALISED, attempt.proofs(), true);
    var caller = site.use.callers().byAssertion(attempt.assertion(), null, call);
    var request =
        Site.request(
            attempt.parameter("subject_token"), attempt.parameter("subject_token_type"), null);
    site.use.exchange().exchange(caller, request);
  }

  /// Ends the hop of `research`.
  void revokeResearch() throws Exception {
    site.use.steering().revoke(order("orchestrator", research));
    canDelegate = false;
  }

  void suspendResearch() throws Exception {
    site.use.steering().suspend(order("orchestrator", research));
    canDelegate = false;
  }

  /// `analysis` gets a hop of `research`, which ends it again.
  void revokeAnalysis() throws Exception {
    IssuedInstance analysis = site.delegate("research", research, "analysis", BOUNDARY);
    site.use.steering().revoke(order("research", analysis));
    canDelegate = false;
  }

  private Order order(String client, IssuedInstance hop) throws RefusedException {
    return new Order(site.caller(client), site.requestId(), hop.task(), hop.hop(), "");
  }

  /// Lets the first instances expire, and their holders renew them before.
  ///
  /// @return the instance of `research` that has expired
  IssuedInstance expire() throws Exception {
    IssuedInstance first = research;
    site.clock.advance(Duration.ofMinutes(4));
    research = site.renew("research", research, null);
    beside = site.renew("action", beside, null);
    site.clock.advance(Duration.ofMinutes(2));
    return first;
  }

  /// Nothing was charged: all that the task may spend can still be spent, and no more.
  void assertActsWithinUntouchedLimits() throws Exception {
    IssuedInstance erp = site.renew("action", beside, Site.ERP);
    assertThat(pay(erp, 1)).isEqualTo(Outcome.ALLOW);
    assertThat(pay(erp, 2)).isEqualTo(Outcome.ALLOW);
    assertThat(pay(erp, 3)).isEqualTo(Outcome.RATE_LIMITED);
  }

  private Outcome pay(IssuedInstance erp, int invoice) throws Exception {
    return pay(site, "action", erp, invoice);
  }

  static Outcome pay(Site site, String agent, IssuedInstance erp, int invoice) throws Exception {
    String arguments = "{\"amount\":\"1.00\",\"invoice\":\"i" + invoice + "\"}";
    var answer =
        site.authorize(agent, erp, "payments.create", "erp://acme/invoices/i" + invoice, arguments);
    return Site.outcome(answer);
  }
}
