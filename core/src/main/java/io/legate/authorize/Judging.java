package io.legate.authorize;

import io.legate.authorize.Answer.Outcome;
import io.legate.control.ControlState;
import io.legate.identity.HopId;
import io.legate.ledger.OnceKey;
import io.legate.ledger.Turn;
import io.legate.policy.Conditions;
import io.legate.policy.Policy;
import io.legate.stream.Operation;
import io.legate.stream.Tasks;
import io.legate.task.Liveness;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a turn makes of one question whose evidence held: the ruling, its record, and what follows
/// from it in the same turn.
///
/// It takes everything from the turn, the policy and the question, so that a turn that is taken
/// again on what was recorded comes to the same, byte for byte.
final class Judging {

  /// The reason of a denial that needs no ruling: the proof is for something else.
  static final String MISMATCH_CODE = "digest_mismatch";

  /// The reason of a denial that needs no ruling: an ALLOW was asked for again too late.
  static final String EXPIRED_CODE = "decision_expired";

  private static final Verdict MISMATCH =
      denial(
          Reason.of(
              Check.PROOF,
              MISMATCH_CODE,
              "the agent's proof is for another action than the one that is asked about"));

  private static final Verdict EXPIRED =
      denial(
          Reason.of(
              Check.SESSION,
              EXPIRED_CODE,
              "the recorded decision can no longer be acted on; ask anew"));

  private final Ruling ruling;

  Judging(Conditions conditions) {
    this.ruling = new Ruling(conditions);
  }

  /// What became of a question.
  sealed interface Judged {
    /// It was decided, as entry `seq` of the stream.
    record Recorded(long seq, Answer answer, Decision decision) implements Judged {}

    /// People are being asked about the same already, since entry `seq` of the stream. Nothing is
    /// recorded.
    record Waiting(long seq) implements Judged {}
  }

  /// Decides, and appends the decision and what follows from it.
  ///
  /// @param operation the request it answers, null for none
  /// @param once what is spent with it
  Judged judge(
      Turn<TaskState, ControlState> turn,
      Policy policy,
      Question question,
      Circumstances circumstances,
      @Nullable Operation operation,
      List<OnceKey> once) {
    Ruled decided =
        question.saidDigest() == null || circumstances.attested()
            ? ruling.rule(policy, turn.state(), turn.control().state(), question, turn.at())
            : Ruled.of(MISMATCH, policy);
    boolean dryRun = circumstances.dryRun();
    Ruled ruled = Carrying.carried(decided, policy, turn, dryRun);
    var escalating = new Escalating(turn, question.task(), dryRun, ruled.verdict());
    Long waiting = escalating.waiting();
    if (waiting != null) {
      return new Judged.Waiting(waiting);
    }
    Answer answer =
        escalating.handle(
            new Answering(policy).answer(turn.state(), question, ruled.verdict(), turn.at()));
    var decision = decision(turn, policy, question, ruled, answer, circumstances);
    long seq = turn.nextSeq();
    Tasks.append(turn, new Decided(decision), operation, once);
    escalating.after(seq, decision);
    Tripping.after(turn, policy.breakers(), decision);
    return new Judged.Recorded(seq, answer, decision);
  }

  /// Denies a question whose recorded ALLOW can no longer be acted on.
  Judged.Recorded expired(
      Turn<TaskState, ControlState> turn,
      Policy policy,
      Question question,
      Circumstances circumstances) {
    Answer answer = new Answering(policy).answer(turn.state(), question, EXPIRED, turn.at());
    long seq = turn.nextSeq();
    Ruled ruled = Ruled.of(EXPIRED, policy);
    var decision = decision(turn, policy, question, ruled, answer, circumstances);
    Tasks.append(turn, new Decided(decision), null, List.of());
    return new Judged.Recorded(seq, answer, decision);
  }

  /// Returns whether an ALLOW could still be acted on: in time, by a live hop, and while its
  /// permission was not taken away.
  static boolean isStillGood(
      Turn<TaskState, ControlState> turn, Question question, Instant executeBy) {
    HopId hop = question.instance().hop();
    return turn.at().isBefore(executeBy)
        && Liveness.faults(turn.state(), turn.control().state(), hop, turn.at()).isEmpty()
        && turn.state().chain(hop).stream()
            .flatMap(each -> each.removals().stream())
            .noneMatch(removal -> removal.matches(question.action()));
  }

  /// Returns whether a recorded decision is a denial for this reason and no other.
  static boolean isFor(String code, Decision decision) {
    var reasons = Answer.reasons(decision);
    return decision.outcome().equals(Outcome.DENY.label())
        && reasons.size() == 1
        && reasons.getFirst().code().equals(code);
  }

  private static Decision decision(
      Turn<TaskState, ControlState> turn,
      Policy policy,
      Question question,
      Ruled ruled,
      Answer answer,
      Circumstances circumstances) {
    return new DecisionRecord(circumstances)
        .of(question, ruled, answer, policy.catalogue(), turn.state().sightings());
  }

  private static Verdict denial(Reason reason) {
    return new Verdict.Deny(List.of(reason));
  }
}
