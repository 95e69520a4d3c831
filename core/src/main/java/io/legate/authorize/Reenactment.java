package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.carry.NotCarriedException;
import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.control.ControlState;
import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.ledger.Control;
import io.legate.ledger.Draft;
import io.legate.ledger.Turn;
import io.legate.policy.Conditions;
import io.legate.policy.Policy;
import io.legate.task.Instance;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recorded decision that is made again, by the code that makes decisions: on the state before
/// it, at its time, under the control state that it names.
///
/// What the question came with is taken from the record: the agent's proof, whether it named this
/// action, and that the evidence held. Everything else is worked out again. It does NOT check the
/// log, nor any signature.
public final class Reenactment {

  private final Judging judging;

  /// @param conditions compiles what permissions say
  public Reenactment(Conditions conditions) {
    this.judging = new Judging(conditions);
  }

  /// What a decision was made on.
  ///
  /// @param state before it
  /// @param control as the record names it
  /// @param seq of its record
  public record Moment(
      TaskId task, TaskState state, Control<ControlState> control, long seq, Instant at) {}

  /// What comes of it.
  public sealed interface Remade {
    /// The decision, and what follows from it in the same turn.
    record Made(Decision decision, List<Recordable> all) implements Remade {
      public Made {
        all = List.copyOf(all);
      }
    }

    /// People would be asked already, since entry `seq`; then nothing is recorded.
    record Waiting(long seq) implements Remade {}

    /// These labels would have to be carried over first.
    record NotCarried(LabelsCarried missing) implements Remade {}
  }

  /// An event, and what would be recorded of it.
  public record Recordable(TaskEvent event, Json.Obj data) {}

  /// Decides again.
  ///
  /// @param instance that the record names by its `jti`
  /// @param goodUntil when the earliest ALLOW of the same question had to be begun, null where the
  ///   task has none: without one, no question is asked again too late
  /// @throws IllegalArgumentException if the record has no action that could be asked about
  public Remade decide(
      Moment moment,
      Policy policy,
      Instance instance,
      Decision recorded,
      @Nullable Instant goodUntil) {
    Question question = question(moment, instance, recorded);
    var circumstances =
        new Circumstances(
            String.valueOf(recorded.checks().string("htm")),
            String.valueOf(recorded.checks().string("htu")),
            recorded.proofKey(),
            recorded.proof(),
            recorded.dryRun(),
            isAttested(question, recorded));
    var turn = new Again(moment);
    if (goodUntil != null
        && Judging.isFor(Judging.EXPIRED_CODE, recorded)
        && !Judging.isStillGood(turn, question, goodUntil)) {
      return made(turn, judging.expired(turn, policy, question, circumstances));
    }
    try {
      return switch (judging.judge(turn, policy, question, circumstances, null, List.of())) {
        case Judging.Judged.Recorded made -> made(turn, made);
        case Judging.Judged.Waiting(var seq) -> new Remade.Waiting(seq);
      };
    } catch (NotCarriedException e) {
      return new Remade.NotCarried(e.missing());
    }
  }

  /// Returns whether a decision is the denial of a question that was asked again too late. It costs
  /// no proof: the one that came with it has paid for the ALLOW, or will for another question.
  public static boolean isAskedTooLate(Decision recorded) {
    return Judging.isFor(Judging.EXPIRED_CODE, recorded);
  }

  private static Remade made(Again turn, Judging.Judged.Recorded made) {
    return new Remade.Made(made.decision(), turn.all);
  }

  private static Question question(Moment moment, Instance instance, Decision recorded) {
    var action =
        new ActionRequest(
            String.valueOf(recorded.action().string("action")),
            instance.audience(),
            String.valueOf(recorded.action().string("resource")),
            recorded.action().get("arguments") instanceof Json.Obj given ? given : Json.Obj.EMPTY);
    return new Question(
        moment.task,
        recorded.pep(),
        instance,
        action,
        action.digest(),
        said(recorded),
        recorded.rowsWanted());
  }

  /// What the agent's proof named: its own words where the record has the proof. The further items
  /// of a batch have not, and then only whether it named anything is known.
  private static @Nullable String said(Decision recorded) {
    if (recorded.proof() != null) {
      try {
        return CompactJws.parse(recorded.proof(), CompactJws.Form.PROOF).payload().string("adg");
      } catch (MalformedTokenException e) {
        throw new IllegalArgumentException("the recorded proof is none", e);
      }
    }
    boolean said = recorded.attested() || Judging.isFor(Judging.MISMATCH_CODE, recorded);
    return said ? "" : null;
  }

  /// Whether it named this very question. Of a batch it names all items together, some of which may
  /// not be on record: there the record is believed.
  private static boolean isAttested(Question question, Decision recorded) {
    String said = question.saidDigest();
    return said != null
        && !Judging.isFor(Judging.MISMATCH_CODE, recorded)
        && (recorded.attested() || said.equals(question.action().adg()));
  }

  /// A turn whose events go nowhere.
  private static final class Again implements Turn<TaskState, ControlState> {
    private final Moment moment;
    private final List<Recordable> all = new ArrayList<>(1);
    private TaskState state;

    Again(Moment moment) {
      this.moment = moment;
      this.state = moment.state;
    }

    @Override
    public TaskState state() {
      return state;
    }

    @Override
    public Instant at() {
      return moment.at;
    }

    @Override
    public Control<ControlState> control() {
      return moment.control;
    }

    @Override
    public long nextSeq() {
      return moment.seq + all.size();
    }

    @Override
    public TaskState append(Draft draft) {
      if (!(draft.source() instanceof TaskEvent event)) {
        throw new IllegalStateException("a decision is followed by events of its task");
      }
      state = state.apply(event, nextSeq(), moment.at, null);
      all.add(new Recordable(event, draft.data()));
      return state;
    }
  }
}
