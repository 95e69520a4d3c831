package io.legate.assembly;

import io.legate.answer.EscalationAnswers;
import io.legate.answer.EscalationQueries;
import io.legate.audit.Receipts;
import io.legate.audit.TransparencyLog;
import io.legate.authorize.Authorization;
import io.legate.authorize.Settlement;
import io.legate.authorize.TasklessAuthorization;
import io.legate.caller.CallerAuthentication;
import io.legate.caller.LoneAssertions;
import io.legate.caller.RefusedCalls;
import io.legate.carry.LabelCarrying;
import io.legate.control.ControlEvent.ApproverKey;
import io.legate.control.ControlEvent.ApproverKeysRegistered;
import io.legate.control.ControlState;
import io.legate.control.NodeKeys;
import io.legate.crypto.CompactJws;
import io.legate.crypto.VerificationKey;
import io.legate.delegation.StatementVerifier;
import io.legate.dpop.DpopVerifier;
import io.legate.exchange.ApiTokens;
import io.legate.exchange.HopIssuing;
import io.legate.exchange.InstanceExchange;
import io.legate.exchange.Introspection;
import io.legate.exchange.SignedAnswers;
import io.legate.exchange.StatementExchange;
import io.legate.exchange.TokenExchange;
import io.legate.feed.RevocationFeed;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import io.legate.issue.Expressions;
import io.legate.issue.InstanceMint;
import io.legate.issue.Targets;
import io.legate.ledger.ControlJournal;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.open.Subjects;
import io.legate.open.TaskOpening;
import io.legate.retention.Erasure;
import io.legate.retention.Holds;
import io.legate.retention.Retention;
import io.legate.revoke.ControlChanges;
import io.legate.revoke.ControlTurns;
import io.legate.revoke.Lists;
import io.legate.revoke.PolicyPublishing;
import io.legate.revoke.Signals;
import io.legate.revoke.TaskSteering;
import io.legate.revoke.TokenRevocation;
import io.legate.stream.Drafts;
import io.legate.stream.TaskFold;
import io.legate.stream.Tasks;
import io.legate.token.ClientAssertionVerifier;
import io.legate.token.SubjectTokenVerifier;
import io.legate.token.TokenVerifier;
import io.legate.token.VerifiedTokenCache;
import io.legate.trust.TrustScores;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Every use case of a broker, ready to be called by the edges.
///
/// @param refusedCalls to be started by whoever counts in it, and closed
/// @param log the logs of all nodes, for whoever checks them
/// @param retention to be started by whoever serves it, and closed
/// @param revocations likewise
/// @param control the control state as this node knows it
public record UseCases(
    CallerAuthentication callers,
    LoneAssertions loneAssertions,
    RefusedCalls refusedCalls,
    TaskOpening opening,
    TokenExchange exchange,
    ApiTokens apiTokens,
    Introspection introspection,
    SignedAnswers signedAnswers,
    Authorization authorization,
    TasklessAuthorization taskless,
    Settlement settlement,
    EscalationAnswers answers,
    EscalationQueries escalations,
    TaskSteering steering,
    TokenRevocation tokenRevocation,
    ControlChanges controlChanges,
    PolicyPublishing policyPublishing,
    Lists lists,
    Signals signals,
    TrustScores trust,
    Holds holds,
    Erasure erasure,
    Retention retention,
    Tasks tasks,
    TransparencyLog log,
    Receipts receipts,
    RevocationFeed revocations,
    Supplier<ControlState> control) {

  /// Characters of tokens that are recognised without crypto: about four thousand tokens.
  private static final long TOKEN_CACHE_CHARS = 16L * 1024 * 1024;

  /// Puts the use cases together, and announces approvers' keys and this node's keys for its log.
  ///
  /// @throws LedgerUnavailableException if they cannot be announced
  public static UseCases of(Ports ports) throws LedgerUnavailableException {
    announceApprovers(ports.journals().control(), ports.clients());
    var log = log(ports);
    Supplier<ControlState> control = () -> ports.journals().control().current().state();
    var tokens =
        new TokenVerifier(
            ports.signatures(),
            kid -> nodeKey(ports, kid),
            ports.issuer(),
            new VerifiedTokenCache(TOKEN_CACHE_CHARS),
            form(ports));
    var proofs = new DpopVerifier(ports.signatures(), ports.keys());
    var callers =
        new CallerAuthentication(
            new ClientAssertionVerifier(ports.signatures(), ports.clients(), ports.issuer()),
            tokens,
            proofs,
            ports.nonces(),
            ports.clients(),
            control,
            ports.journals()::newest,
            ports.bounds().newKeysPerHour(),
            ports.clock());
    var tasks =
        new Tasks(
            ports.journals().journal(new TaskFold(), ports.bounds().taskBytesMax()),
            ports.bounds().requestsPerClient());
    var steering = new TaskSteering(tasks);
    var turns = new ControlTurns(ports.journals().control());
    var trust = new TrustScores(ports.journals().control(), ports.policies());
    return new UseCases(
        callers,
        new LoneAssertions(ports.journals().notes()),
        new RefusedCalls(ports.journals().notes(), ports.clock()),
        opening(ports, tasks),
        exchange(ports, tasks, tokens, callers),
        new ApiTokens(ports.journals().notes(), ports.issuer(), ports.signing(), ports.clock()),
        new Introspection(tasks, tokens, control, ports.clock()),
        new SignedAnswers(ports.issuer(), ports.signing(), ports.clock()),
        authorization(ports, tasks, tokens, proofs, trust),
        new TasklessAuthorization(ports.journals().notes(), ports.policies(), ports.clients()),
        new Settlement(tasks, trust, ports.policies(), ports.bounds().sightings()),
        answers(ports, tasks),
        new EscalationQueries(
            tasks, ports.journals().logs(), ports.policies(), control, ports.clock()),
        steering,
        new TokenRevocation(steering, tokens, ports.clock()),
        new ControlChanges(ports.journals().control(), ports.clients()),
        new PolicyPublishing(ports.journals().control(), turns),
        new Lists(turns),
        new Signals(turns),
        trust,
        new Holds(ports.journals()),
        new Erasure(ports.journals(), ports.clients(), ports.clock()),
        new Retention(ports.journals(), ports.clock()),
        tasks,
        log,
        new Receipts(ports.journals(), log),
        new RevocationFeed(
            ports.journals().logs(),
            tasks,
            ports.journals().control()::current,
            ports.clock(),
            RevocationFeed.RECENT_MAX),
        control);
  }

  private static Authorization authorization(
      Ports ports, Tasks tasks, TokenVerifier tokens, DpopVerifier proofs, TrustScores trust) {
    return new Authorization(
        tasks,
        tokens,
        proofs,
        ports.policies(),
        ports.conditions(),
        trust,
        new LabelCarrying(ports.journals().control(), ports.policies()),
        ports.clock());
  }

  /// A node announces its key before it signs with it. So a key that is not known here was either
  /// announced a moment ago, or never; or it was withdrawn, which needs no second look.
  private static @Nullable VerificationKey nodeKey(Ports ports, String kid) {
    var control = ports.journals().control();
    Instant at = ports.clock().instant();
    NodeKeys keys = control.current().state().nodeKeys();
    VerificationKey known = keys.find(kid, at);
    return known == null && !keys.isWithdrawn(kid) && ports.journals().lookAgain()
        ? control.current().state().nodeKeys().find(kid, at)
        : known;
  }

  private static EscalationAnswers answers(Ports ports, Tasks tasks) {
    return new EscalationAnswers(
        tasks,
        ports.signatures(),
        ports.policies(),
        ports.clients(),
        ports.limits(),
        ports.issuer(),
        ports.clock());
  }

  private static TaskOpening opening(Ports ports, Tasks tasks) {
    var subjects =
        new Subjects(
            new SubjectTokenVerifier(ports.signatures()), ports.providers(), ports.limits());
    return new TaskOpening(
        tasks,
        subjects,
        ports.policies(),
        targets(ports),
        mint(ports),
        ports.limits(),
        ports.bounds().sightings(),
        new Expressions(ports.conditions()),
        ports.clock());
  }

  private static TokenExchange exchange(
      Ports ports, Tasks tasks, TokenVerifier tokens, CallerAuthentication callers) {
    var issuing =
        new HopIssuing(
            tasks,
            targets(ports),
            mint(ports),
            ports.policies(),
            ports.limits(),
            new Expressions(ports.conditions()));
    var statements =
        new StatementExchange(
            tasks,
            issuing,
            new StatementVerifier(ports.signatures()),
            ports.limits(),
            ports.issuer(),
            ports.clock());
    var instances = new InstanceExchange(issuing, callers, ports.clients());
    return new TokenExchange(
        statements, instances, tokens, ports.limits(), form(ports), ports.clock());
  }

  /// What is made is what is taken: no longer.
  private static CompactJws.Form form(Ports ports) {
    return CompactJws.Form.TOKEN.withCharactersMax(ports.bounds().tokenCharsMax());
  }

  private static Targets targets(Ports ports) {
    return new Targets(ports.issuer(), ports.clients());
  }

  private static InstanceMint mint(Ports ports) {
    return new InstanceMint(ports.issuer(), ports.signing(), ports.bounds().tokenCharsMax());
  }

  /// Returns the logs of all nodes, this one's with its keys on the record.
  private static TransparencyLog log(Ports ports) throws LedgerUnavailableException {
    var log =
        new TransparencyLog(
            ports.issuer(), ports.node(), ports.journals(), ports.logSigning(), ports.clock());
    log.announce();
    return log;
  }

  /// Records which keys approvers have registered where that has changed: from when on each is
  /// known decides what it may answer.
  static void announceApprovers(ControlJournal<ControlState> control, Clients clients)
      throws LedgerUnavailableException {
    List<ApproverKey> keys =
        clients.ofKind(ClientKind.APPROVER).stream()
            .flatMap(
                client ->
                    client.keys().stream()
                        .map(key -> new ApproverKey(client.id(), key.thumbprint())))
            .sorted(
                Comparator.comparing(ApproverKey::client).thenComparing(key -> key.key().value()))
            .toList();
    try {
      control.<Boolean, RuntimeException>decide(
          turn -> {
            if (!turn.state().approverKeys().keySet().equals(Set.copyOf(keys))) {
              turn.append(Drafts.of(new ApproverKeysRegistered(keys), List.of()));
            }
            return true;
          });
    } catch (OnceTakenException e) {
      throw new IllegalStateException("a registration claims no key", e);
    }
  }
}
