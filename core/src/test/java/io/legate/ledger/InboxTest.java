package io.legate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.LedgerUnavailableException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {

  private static final StreamId BUSY = StreamId.at(Writing.AT);
  private static final StreamId OTHER = StreamId.at(Writing.AT);

  private final Inbox inbox = new Inbox();
  private int forgotten;

  private Submission put(StreamId stream, int events, boolean urgent) {
    var submission = new Submission(Writing.chain(1, stream, events, 0), 0, urgent, new Counting());
    inbox.put(submission);
    return submission;
  }

  @Test
  void decisionsStayWholeAndInOrderWithinOneBatch() {
    var a = put(BUSY, 1_000, false);
    var b = put(OTHER, 25, false);
    var c = put(BUSY, 1, false);
    assertThat(inbox.take()).containsExactly(a);
    assertThat(inbox.take()).containsExactly(b, c);
  }

  @Test
  void anUrgentDecisionGoesFirstAndTakesItsStreamsEarlierOnesAlong() {
    var waiting = new ArrayList<Submission>();
    for (int i = 0; i < 3; i++) {
      waiting.add(put(OTHER, 500, false));
    }
    var earlier = put(BUSY, 1, false);
    var urgent = put(BUSY, 1, true);
    assertThat(inbox.take()).containsExactly(earlier, urgent, waiting.get(0), waiting.get(1));
    assertThat(inbox.take()).containsExactly(waiting.get(2));
  }

  @Test
  void aChangeOfControlGoesFirstAndAloneAndOthersHaveTheNextTurn() {
    var task = put(BUSY, 1, true);
    var change = put(StreamId.CONTROL, 1, true);
    var again = put(StreamId.CONTROL, 1, true);
    assertThat(inbox.take()).containsExactly(change);
    assertThat(inbox.take()).containsExactly(task);
    assertThat(inbox.take()).containsExactly(again);
  }

  @Test
  void stoppingRefusesWhatIsTakenWhatWaitsAndWhatComes() {
    var taken = put(BUSY, 1, false);
    assertThat(inbox.take()).containsExactly(taken);
    var waiting = put(OTHER, 1, false);
    inbox.stop(new Outcome.Unavailable(Reason.STOPPED, "over", null));
    var late = put(OTHER, 1, false);
    for (var submission : List.of(taken, waiting, late)) {
      assertThat(submission.await()).isInstanceOf(Outcome.Unavailable.class);
    }
    // What was sent may be committed, so its state is not forgotten here.
    assertThat(forgotten).isEqualTo(2);
    assertThat(inbox.isOpen()).isFalse();
  }

  @Test
  void closingLetsWhatWaitsBeCommitted() {
    var waiting = put(BUSY, 1, false);
    inbox.close();
    var late = put(OTHER, 1, false);
    assertThat(late.await()).isInstanceOf(Outcome.Unavailable.class);
    assertThat(inbox.take()).containsExactly(waiting);
    assertThat(inbox.take()).isEmpty();
  }

  private final class Counting implements Submission.Origin {
    @Override
    public boolean isStale() {
      return false;
    }

    @Override
    public void forget() {
      forgotten++;
    }

    @Override
    public void committed() {}
  }
}
