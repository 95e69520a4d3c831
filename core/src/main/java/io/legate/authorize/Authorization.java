package io.legate.authorize;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Judging.Judged;
import io.legate.caller.Caller;
import io.legate.caller.ProofRefusal;
import io.legate.carry.LabelCarrying;
import io.legate.control.ControlState;
import io.legate.crypto.Thumbprint;
import io.legate.dpop.DpopVerifier;
import io.legate.identity.Client;
import io.legate.identity.ClientKind;
import io.legate.identity.TaskId;
import io.legate.ledger.OnceKey;
import io.legate.ledger.Turn;
import io.legate.policy.Conditions;
import io.legate.policy.Policies;
import io.legate.policy.Policy;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Operation;
import io.legate.stream.Tasks;
import io.legate.task.Instance;
import io.legate.task.Memory;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.TaskHeader;
import io.legate.task.TaskState;
import io.legate.token.TokenVerifier;
import io.legate.trust.TrustScores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers resource servers, one action or one batch at a time, and records every answer before it
/// is given.
///
/// A `request_id` is looked up before anything else is decided: the same one with the same action
/// gets the recorded answer, and nothing is charged twice.
public final class Authorization {

  /// The most actions in a batch.
  public static final int BATCH_MAX = 100;

  private static final Duration AHEAD_MAX = DpopVerifier.AHEAD_MAX;
  private static final Duration AGE_MAX = DpopVerifier.AGE_MAX;

  private final Tasks tasks;
  private final TokenVerifier tokens;
  private final DpopVerifier proofs;
  private final Policies policies;
  private final Judging judging;
  private final TrustScores trust;
  private final LabelCarrying carrying;
  private final Clock clock;

  public Authorization(
      Tasks tasks,
      TokenVerifier tokens,
      DpopVerifier proofs,
      Policies policies,
      Conditions conditions,
      TrustScores trust,
      LabelCarrying carrying,
      Clock clock) {
    this.tasks = tasks;
    this.tokens = tokens;
    this.proofs = proofs;
    this.judging = new Judging(conditions);
    this.policies = policies;
    this.trust = trust;
    this.carrying = carrying;
    this.clock = clock;
  }

  /// A resource server that was authenticated, for this call or when its stream was opened.
  ///
  /// @param key it has proven to hold
  /// @param signedBy the `kid` of what its API token was signed with; null with an assertion
  /// @param since from when on it has been this caller
  /// @param once what its own call spends; empty on a stream
  public record Pep(
      Client client, Thumbprint key, @Nullable String signedBy, Instant since, List<OnceKey> once) {
    public Pep {
      once = List.copyOf(once);
    }

    /// Returns the caller as a resource server.
    ///
    /// @throws RefusedException if it is none, or lacks the scope `authorize`
    public static Pep of(Caller caller) throws RefusedException {
      caller.require(ClientKind.RESOURCE_SERVER);
      caller.require("authorize");
      return new Pep(
          caller.client(),
          caller.key().thumbprint(),
          caller.signedBy(),
          caller.since(),
          caller.once());
    }

    /// Returns the same caller on a stream, whose questions spend nothing of the caller's.
    public Pep onStream() {
      return new Pep(client, key, signedBy, since, List.of());
    }

    /// @throws RefusedException with [Code#INVALID_CLIENT] if it was revoked or suspended since
    void requireStanding(ControlState control) throws RefusedException {
      if (!control.stands(client.id(), key, since) || control.nodeKeys().isWithdrawn(signedBy)) {
        throw new RefusedException(Code.INVALID_CLIENT, "the caller is not in force");
      }
    }
  }

  /// Answers, in the order of the actions; a batch may stop early, as its semantic says.
  ///
  /// @throws RefusedException if the evidence does not hold or the question is not one; nothing is
  ///   recorded or charged then
  public List<Authorized> authorize(Pep pep, AuthorizeCommand command) throws RefusedException {
    requireOwn(pep, command);
    var evidence = AgentEvidence.verify(tokens, proofs, pep.client, command, clock.instant());
    TaskId task = evidence.token().claims().txn();
    var asking = new Asking(pep, command, evidence);
    var answers =
        carrying.around(
            () -> tasks.decide(task, key -> taken(key, pep), turn -> decide(turn, asking)));
    var given = new ArrayList<Authorized>();
    for (Answered answered : answers) {
      switch (answered) {
        case Answered.Now(var authorized, var againstAgent) -> {
          if (againstAgent) {
            trust.happened(evidence.token().claims().client(), TrustScores.Outcome.DENIED);
          }
          given.add(authorized);
        }
        case Answered.Earlier(var seq, var question) -> given.add(repeat(asking, seq, question));
        case Answered.Waiting(var seq) -> given.add(asked(asking, seq));
      }
    }
    return given;
  }

  /// A resource server asks about what it serves itself.
  private static void requireOwn(Pep pep, AuthorizeCommand command) throws RefusedException {
    for (var asked : command.asked()) {
      if (!asked.action().location().equals(pep.client.audience())) {
        throw new RefusedException(
            Code.INVALID_REQUEST, "`location` is not the caller's own audience");
      }
    }
  }

  /// How one question was met under the task's lock.
  private sealed interface Answered {
    /// It was decided.
    ///
    /// @param againstAgent whether it is a denial that counts against the agent
    record Now(Authorized authorized, boolean againstAgent) implements Answered {}

    /// It was decided before, as entry `seq` of the stream. The record is read outside the lock,
    /// because it may still be on its way into the ledger.
    record Earlier(long seq, Question question) implements Answered {}

    /// People are being asked about the same already, since entry `seq` of the stream. Nothing is
    /// recorded, and nothing spent.
    record Waiting(long seq) implements Answered {}
  }

  private List<Answered> decide(Turn<TaskState, ControlState> turn, Asking asking)
      throws RefusedException {
    Instance instance = recorded(turn, asking);
    requireFresh(turn, asking);
    var answers = new ArrayList<Answered>();
    boolean proofShown = false;
    boolean repeating = false;
    for (int i = 0; i < asking.command().asked().size(); i++) {
      var question = asking.question(instance, i);
      Operation operation = asking.operation(i);
      Memory.Operation earlier = tasks.earlier(turn, operation, question.digest());
      if (earlier != null) {
        answers.add(new Answered.Earlier(earlier.seq(), question));
        repeating = true;
        continue;
      }
      if (repeating && asking.command().semantic() != AuthorizeCommand.Semantic.EXECUTE_ALL) {
        // The batch was recorded whole, so this is where it stopped the first time.
        break;
      }
      if (!proofShown && turn.state().memory().isSpent(asking.replayKey(), turn.at())) {
        throw ProofRefusal.spent().ofAgent();
      }
      Answered answered = record(turn, asking, question, operation, !proofShown);
      answers.add(answered);
      var outcome = Outcome.ESCALATE;
      if (answered instanceof Answered.Now(var authorized, _)) {
        proofShown = true;
        outcome = authorized.answer().outcome();
      }
      if (stops(asking.command().semantic(), outcome)) {
        break;
      }
    }
    return answers;
  }

  /// The instance as the ledger holds it, which a signature alone does not replace.
  private static Instance recorded(Turn<TaskState, ControlState> turn, Asking asking)
      throws RefusedException {
    asking.pep().requireStanding(turn.control().state());
    var token = asking.evidence().token();
    Instance instance = turn.state().instances().get(token.hash(), turn.at());
    if (instance == null
        || !instance.jti().equals(token.jti())
        || instance.target() != Instance.Target.RESOURCE_SERVER) {
      throw new RefusedException(Code.INVALID_TOKEN, "token is not one that was issued here")
          .ofAgent();
    }
    if (!turn.at().isBefore(instance.expiresAt())) {
      throw new RefusedException(Code.INVALID_TOKEN, "token is past its `exp`").ofAgent();
    }
    // Verified before this turn: the key may have been withdrawn since.
    if (turn.control().state().nodeKeys().isWithdrawn(instance.kid())) {
      throw new RefusedException(Code.INVALID_TOKEN, "the key that signed the token was withdrawn")
          .ofAgent();
    }
    return instance;
  }

  /// Proofs are forgotten by the stream's time, so that is what judges their age.
  private static void requireFresh(Turn<TaskState, ControlState> turn, Asking asking)
      throws RefusedException {
    Instant issuedAt = asking.evidence().proof().issuedAt();
    if (issuedAt.isBefore(turn.at().minus(AGE_MAX).minusMillis(999))
        || issuedAt.isAfter(turn.at().plus(AHEAD_MAX))) {
      throw new RefusedException(Code.INVALID_DPOP_PROOF, "proof is outside its time").ofAgent();
    }
  }

  private Answered record(
      Turn<TaskState, ControlState> turn,
      Asking asking,
      Question question,
      Operation operation,
      boolean showProof) {
    boolean attested = question.saidDigest() != null && asking.isMeant(question);
    var judged =
        judging.judge(
            turn,
            policy(turn),
            question,
            asking.circumstances(showProof, attested),
            operation,
            showProof ? asking.pep().once() : List.of());
    return switch (judged) {
      case Judged.Waiting(var seq) -> new Answered.Waiting(seq);
      case Judged.Recorded recorded ->
          new Answered.Now(
              authorized(turn, asking, recorded), recorded.decision().countsAgainstAgent());
    };
  }

  /// The policy of this very turn: a live task meets a new one at its next decision.
  private Policy policy(Turn<TaskState, ControlState> turn) {
    return policies.inForce(turn.control().state());
  }

  /// A recorded ALLOW is repeated only while it could still be acted on: in time, by a live hop,
  /// and while its permission was not taken away. After that the question is answered with a denial
  /// of its own, so that one permit never runs twice.
  private Authorized repeat(Asking asking, long seq, Question question) throws RefusedException {
    var event = tasks.event(asking.task(), seq);
    if (!(event instanceof Decided(var decision))) {
      throw new IllegalStateException("an operation of Authorize was answered by another event");
    }
    if (!java.util.Objects.equals(decision.rowsWanted(), question.rowsWanted())) {
      throw new RefusedException(
          Code.IDEMPOTENCY_CONFLICT, "`request_id` was used before for another number of rows");
    }
    Answer answer = recorded(tasks.read(asking.task()), decision);
    Instant executeBy = answer.executeBy();
    return tasks.decide(
        asking.task(),
        key -> taken(key, asking.pep()),
        turn ->
            executeBy == null || Judging.isStillGood(turn, question, executeBy)
                ? authorized(turn.state(), asking, seq, answer, decision)
                : expired(turn, asking, question));
  }

  /// The answer that was recorded when people were first asked.
  private Authorized asked(Asking asking, long seq) throws RefusedException {
    if (!(tasks.event(asking.task(), seq) instanceof Decided(var decision))) {
      throw new IllegalStateException("an escalation is named by its decision");
    }
    TaskState state = tasks.read(asking.task());
    return authorized(state, asking, seq, recorded(state, decision), decision);
  }

  private static Answer recorded(TaskState state, Decision decision) {
    return Answer.recorded(decision, Answering.actors(state, decision.hop()));
  }

  private Authorized expired(Turn<TaskState, ControlState> turn, Asking asking, Question question) {
    var circumstances = asking.circumstances(false, false);
    return authorized(turn, asking, judging.expired(turn, policy(turn), question, circumstances));
  }

  private static Authorized authorized(
      Turn<TaskState, ControlState> turn, Asking asking, Judged.Recorded recorded) {
    return authorized(turn.state(), asking, recorded.seq(), recorded.answer(), recorded.decision());
  }

  private static Authorized authorized(
      TaskState state, Asking asking, long seq, Answer answer, Decision decision) {
    TaskHeader header = state.requireHeader();
    return new Authorized(
        asking.task() + "." + seq,
        asking.task(),
        header.purpose(),
        header.subject(),
        answer,
        asking.command().explain() ? Explanation.of(decision) : null);
  }

  private static boolean stops(AuthorizeCommand.@Nullable Semantic semantic, Outcome outcome) {
    return switch (semantic) {
      case null -> true;
      case EXECUTE_ALL -> false;
      case DENY_ON_FIRST_DENY -> outcome != Outcome.ALLOW;
      case PERMIT_ON_FIRST_PERMIT -> outcome == Outcome.ALLOW;
    };
  }

  private static RefusedException taken(OnceKey key, Pep pep) {
    return pep.once.contains(key)
        ? ProofRefusal.spent()
        : new RefusedException(Code.INVALID_REQUEST, "something in the request was used before");
  }
}
