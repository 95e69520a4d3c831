package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.merkle.Rfc6962;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Events that stand alone, each in a stream of its own that never grows: what belongs to no task.
///
/// @param <C> the control state
public final class Notes<C> {

  private final ControlJournal<C> control;
  private final Committer committer;
  private final InstantSource clock;

  Notes(Journals<C> journals) {
    this.control = journals.control();
    this.committer = journals.committer();
    this.clock = journals.clock();
  }

  /// Records one event and returns it once it is committed.
  ///
  /// @throws OnceTakenException if a key it claims was used before; nothing is recorded
  /// @throws LedgerUnavailableException if there is no answer now
  public RecordedEvent note(Draft draft) throws OnceTakenException, LedgerUnavailableException {
    return note((_, _) -> draft);
  }

  /// Decides what to record, records it, and returns it once it is committed. May be asked again
  /// under a newer control state.
  ///
  /// @throws X the decider's refusal; nothing is recorded
  /// @throws OnceTakenException if a key it claims was used before; nothing is recorded
  /// @throws LedgerUnavailableException if there is no answer now
  public <X extends Exception> RecordedEvent note(NoteDecider<C, X> decider)
      throws X, OnceTakenException, LedgerUnavailableException {
    for (int attempt = 1; attempt <= Journal.ATTEMPTS_MAX; attempt++) {
      Journal.pause(attempt);
      var now = control.current();
      Instant at = EventBody.truncate(clock.instant());
      Draft draft = decider.decide(now, at);
      var event = RecordedEvent.of(StreamId.at(at), 1, now.seq(), at, draft);
      byte[] body = EventBody.bytes(event, committer.head().node(), null);
      var entry =
          new Entry(
              event.stream(),
              1,
              null,
              at,
              draft.kind(),
              draft.op(),
              Rfc6962.leaf(body),
              body,
              draft.once(),
              draft.secret());
      var submission = new Submission(List.of(entry), now.seq(), false, Alone.ALONE);
      committer.submit(submission);
      Answer<RecordedEvent, X> answer = new Answer.Given<>(event);
      if (new Attempt<>(answer, submission, null).isSettled()) {
        return event;
      }
    }
    throw new LedgerUnavailableException(Reason.BUSY, "control moved eight times in a row");
  }

  /// Decides what to record.
  ///
  /// @param <C> the control state
  /// @param <X> how it refuses
  @FunctionalInterface
  public interface NoteDecider<C, X extends Exception> {

    /// Decides, under this control state and at this time.
    Draft decide(Control<C> control, Instant at) throws X;
  }

  /// Nothing else rests on a note.
  private enum Alone implements Submission.Origin {
    ALONE;

    @Override
    public boolean isStale() {
      return false;
    }

    @Override
    public void forget() {}

    @Override
    public void committed() {}
  }
}
