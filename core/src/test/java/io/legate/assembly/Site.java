package io.legate.assembly;

import io.legate.audit.LogSigning;
import io.legate.authorize.Answer;
import io.legate.authorize.Authorization.Pep;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Asked;
import io.legate.authorize.Authorized;
import io.legate.boundary.ActionRequest;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.caller.Call;
import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.crypto.CompactJws;
import io.legate.crypto.VerificationKey;
import io.legate.delegation.StatementMaker;
import io.legate.dpop.DpopNonces;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.dpop.ProofMaker;
import io.legate.exchange.ExchangeRequest;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.issue.IssuedInstance;
import io.legate.jose.CryptoProviders;
import io.legate.jose.JoseKeys;
import io.legate.jose.JoseSignatures;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.Control;
import io.legate.ledger.Fold;
import io.legate.ledger.Journal;
import io.legate.ledger.Journals;
import io.legate.ledger.Ledger;
import io.legate.ledger.MemoryLedger;
import io.legate.open.OpenTask;
import io.legate.open.OpenTask.Authority;
import io.legate.open.OpenedTask;
import io.legate.policy.Bundle;
import io.legate.policy.Conditions;
import io.legate.policy.PublishedPolicies;
import io.legate.refusal.RefusedException;
import io.legate.stream.ControlFold;
import io.legate.tlog.NoteSigner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A broker without sockets, with six agents, two resource servers, five approvers and an operator,
/// and what each of them needs to call it.
public final class Site implements AutoCloseable {

  public static final String ISSUER = "https://broker.test";
  public static final String ERP = "https://erp.test";
  public static final String CRM = "https://crm.test";
  public static final String PAY = ERP + "/payments";
  public static final String TOKEN_ENDPOINT = ISSUER + "/oauth2/token";

  /// Everything that the agents of the tests may do, or pass on.
  public static final String ALL =
      """
      [{"type":"agent_action","actions":["payments.*","vendors.read"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"]},
       {"type":"agent_action","actions":["customers.read"],"locations":["https://crm.test"],
        "resources":["crm://acme/*"]}]
      """;

  /// What a broker has that is not configured otherwise.
  public static final Bounds BOUNDS = new Bounds(16 * 1024, 4_096, 64, 64L * 1024 * 1024);

  static final CryptoProviders PROVIDERS = CryptoProviders.install();

  /// Moves only when told to; stands still where the site was given a clock of its own.
  public final TickingClock clock;

  public final UseCases use;
  public final Ledger ledger;
  public final List<NoteSigner> logSigners;
  public final HandKeys keys = new HandKeys();

  private final Clock time;
  private final Journals<ControlState> journals;
  final SitePeople people;

  /// Everyone who is registered.
  public final RegisteredClients clients;

  /// A site on a memory ledger, with a clock that stands still.
  public Site() throws Exception {
    this(new TickingClock(Instant.parse("2026-11-22T10:00:00Z")));
  }

  private Site(TickingClock clock) throws Exception {
    this(clock, new MemoryLedger(clock));
  }

  /// A site on any ledger.
  public Site(Clock time, Ledger ledger) throws Exception {
    this(time, ledger, BoundaryLimits.DEFAULT, BOUNDS);
  }

  /// A site on any ledger, whose idle tasks may take so many bytes in memory.
  public Site(Clock time, Ledger ledger, long taskBytesMax) throws Exception {
    this(
        time,
        ledger,
        BoundaryLimits.DEFAULT,
        new Bounds(
            BOUNDS.tokenCharsMax(),
            BOUNDS.requestsPerClient(),
            BOUNDS.newKeysPerHour(),
            taskBytesMax));
  }

  /// A site with limits of its own.
  public Site(Clock time, Ledger ledger, BoundaryLimits limits, Bounds bounds) throws Exception {
    this(time, ledger, limits, bounds, Conditions.NONE, SitePolicy.with(Json.Obj.EMPTY));
  }

  /// A site on any ledger, whose policy says `more` beside what every site's says.
  public Site(Clock time, Ledger ledger, Json.Obj more) throws Exception {
    this(time, ledger, BoundaryLimits.DEFAULT, BOUNDS, Conditions.NONE, SitePolicy.with(more));
  }

  /// A site under a policy of its own.
  public Site(
      Clock time,
      Ledger ledger,
      BoundaryLimits limits,
      Bounds bounds,
      Conditions conditions,
      Json.Obj policy)
      throws Exception {
    this(time, ledger, limits, bounds, conditions, policy, new SitePeople(time));
  }

  /// Returns another node on the same data, where the same people call.
  public Site beside(Ledger other) throws Exception {
    var none = SitePolicy.with(Json.Obj.EMPTY);
    return new Site(time, other, BoundaryLimits.DEFAULT, BOUNDS, Conditions.NONE, none, people);
  }

  Site(
      Clock time,
      Ledger ledger,
      BoundaryLimits limits,
      Bounds bounds,
      Conditions conditions,
      Json.Obj policy,
      SitePeople people)
      throws Exception {
    this.time = time;
    this.clock = time instanceof TickingClock ticking ? ticking : new TickingClock(time.instant());
    this.ledger = ledger;
    this.people = people;
    this.clients = people.clients();
    logSigners = SitePeople.logSigners(ledger.logHead().node());
    journals = Journals.open(ledger, new ControlFold(), time, head -> {});
    use =
        UseCases.of(
            new Ports(
                ISSUER,
                ledger.logHead().node(),
                journals,
                keys.begin(ledger.logHead().node(), journals.control()),
                LogSigning.of(logSigners),
                new JoseSignatures(PROVIDERS, 1_000),
                new JoseKeys(1_000),
                new DpopNonces(new byte[32]),
                clients,
                new PublishedPolicies(conditions, BoundaryLimits.DEFAULT),
                conditions,
                List.of(people.provider()),
                limits,
                bounds,
                time));
    use.policyPublishing()
        .publishConfiguration(Bundle.parse(policy, conditions, BoundaryLimits.DEFAULT));
  }

  /// A token of Alice's by which `opener` may open one task for her.
  public String aliceFor(String opener) {
    return people.aliceFor(opener);
  }

  /// Tells the ledger which keys approvers have registered, as a start of the broker does.
  public void announceApprovers() throws Exception {
    UseCases.announceApprovers(journals.control(), clients);
  }

  /// Reads a bundle without expressions.
  public static Bundle bundle(Json.Obj json) throws Exception {
    return Bundle.parse(json, Conditions.NONE, BoundaryLimits.DEFAULT);
  }

  /// Reads a boundary.
  public static Boundary boundary(String json) throws Exception {
    return Boundary.parse(JsonReader.read(json), BoundaryLimits.DEFAULT);
  }

  public LocalSigner signer(String client) {
    return people.signer(client);
  }

  public VerificationKey key(String client) {
    return signer(client).publicKey();
  }

  public RequestId requestId() {
    return new RequestId(Uuid7.at(time.instant()));
  }

  /// Authenticates a client by assertion, with a proof by its registered key.
  public Caller caller(String client) throws RefusedException {
    return caller(client, signer(client));
  }

  /// Authenticates a client by assertion, with a proof by another key.
  public Caller caller(String client, LocalSigner holder) throws RefusedException {
    String proof =
        new ProofMaker(holder).make(ProofMaker.Target.of("POST", TOKEN_ENDPOINT), time.instant());
    return use.callers().byAssertion(assertion(client), null, call(proof));
  }

  public Call call(String proof) {
    return new Call("POST", TOKEN_ENDPOINT, UriRule.STRICT, List.of(proof), true);
  }

  public String assertion(String client) {
    return people.assertion(client);
  }

  /// Opens a task for the opener itself.
  public OpenedTask open(String opener, String boundary) throws Exception {
    return open(opener, boundary, requestId(), 4);
  }

  public OpenedTask open(String opener, String boundary, RequestId request, int depth)
      throws Exception {
    return open(opener, boundary, request, depth, null, List.of());
  }

  /// @param subjectToken null where the opener is its own subject
  /// @param literals of the instruction
  public OpenedTask open(
      String opener,
      String boundary,
      RequestId request,
      int depth,
      @Nullable String subjectToken,
      List<String> literals)
      throws Exception {
    return use.opening()
        .open(
            caller(opener),
            new OpenTask(
                request,
                subjectToken,
                "pay the invoices of November",
                literals,
                new Authority.Stated(JsonReader.read(boundary)),
                time.instant().plus(Duration.ofHours(2)),
                depth,
                null,
                "task"));
  }

  /// Signs a statement with the delegator's registered key.
  public String statement(String delegator, IssuedInstance from, String delegate, String boundary)
      throws Exception {
    return statement(delegator, from, delegate, boundary, from.hopEndsAt());
  }

  public String statement(
      String delegator, IssuedInstance from, String delegate, String boundary, Instant end)
      throws Exception {
    var details = (Json.Arr) JsonReader.read(boundary);
    return statement(delegator, from, delegate, details, end, Duration.ofMinutes(5));
  }

  /// Signs a statement over one's whole boundary that may be redeemed for so long.
  public String statement(
      String delegator, IssuedInstance from, String delegate, Duration redeemable)
      throws Exception {
    var details = from.authorizationDetails();
    return statement(delegator, from, delegate, details, from.hopEndsAt(), redeemable);
  }

  private String statement(
      String delegator,
      IssuedInstance from,
      String delegate,
      Json.Arr details,
      Instant end,
      Duration redeemable)
      throws Exception {
    var to = new ClientId(delegate);
    var key = key(delegate).thumbprint();
    var hop = new StatementMaker.Hop(to, from.task(), hash(from), key, details, end, null);
    return new StatementMaker(signer(delegator), new ClientId(delegator), ISSUER)
        .make(hop, redeemable, time.instant());
  }

  public static String hash(IssuedInstance instance) throws Exception {
    return CompactJws.parse(instance.token(), CompactJws.Form.TOKEN).signingInputHash();
  }

  /// Redeems a statement.
  public IssuedInstance redeem(String delegate, String statement) throws RefusedException {
    return use.exchange().exchange(caller(delegate), request(statement, ExchangeRequest.JWT, null));
  }

  /// Delegates and redeems.
  public IssuedInstance delegate(
      String delegator, IssuedInstance from, String delegate, String boundary) throws Exception {
    return redeem(delegate, statement(delegator, from, delegate, boundary));
  }

  /// Another instance of the holder's hop, for an audience.
  public IssuedInstance renew(String holder, IssuedInstance from, @Nullable String audience)
      throws RefusedException {
    return use.exchange()
        .exchange(caller(holder), request(from.token(), ExchangeRequest.ACCESS_TOKEN, audience));
  }

  public static ExchangeRequest request(
      String subjectToken, String type, @Nullable String audience) {
    return new ExchangeRequest(subjectToken, type, null, null, null, audience, null, null, false);
  }

  /// Asks the broker, as the ERP would for what an agent sends it.
  public Authorized authorize(
      String agent, IssuedInstance instance, String action, String resource, String arguments)
      throws Exception {
    return authorize(requestId(), agent, instance, action, resource, arguments);
  }

  public Authorized authorize(
      RequestId request,
      String agent,
      IssuedInstance instance,
      String action,
      String resource,
      String arguments)
      throws Exception {
    var asked = action(action, resource, arguments);
    String proof =
        new ProofMaker(signer(agent))
            .make(
                ProofMaker.Target.of("POST", PAY)
                    .withToken(instance.token())
                    .withActionDigest(asked.adg()),
                time.instant());
    return use.authorization()
        .authorize(pep("rs:erp"), command(request, instance.token(), proof, asked))
        .getFirst();
  }

  public static ActionRequest action(String action, String resource, String arguments)
      throws Exception {
    return ActionRequest.parse(
        action, ERP, resource, JsonReader.read(arguments), BoundaryLimits.DEFAULT);
  }

  /// One question.
  public static AuthorizeCommand command(
      RequestId request, String token, String proof, ActionRequest action) {
    return new AuthorizeCommand(
        request, token, proof, "POST", PAY, List.of(new Asked(action, null)), null, false);
  }

  public Pep pep(String server) {
    Client client = java.util.Objects.requireNonNull(clients.find(new ClientId(server)));
    return new Pep(client, key(server).thumbprint(), null, time.instant(), List.of());
  }

  public static Answer.Outcome outcome(Authorized authorized) {
    return authorized.answer().outcome();
  }

  /// The control state as this site knows it, with its number.
  public Control<ControlState> control() {
    return journals.control().current();
  }

  /// Returns another sort of streams on the same ledger.
  public <S> Journal<S, ControlState> journal(Fold<S> fold) {
    return journals.journal(fold, BOUNDS.taskBytesMax());
  }

  @Override
  public void close() {
    journals.close();
  }
}
