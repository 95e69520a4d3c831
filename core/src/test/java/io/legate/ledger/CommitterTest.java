package io.legate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CommitterTest {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOON);

  /// Control that is seen to move right after the committer has first looked at it.
  private static ControlView moving() {
    var seq = new AtomicLong();
    return new ControlView() {
      @Override
      public long seq() {
        return Math.min(1, seq.getAndIncrement());
      }

      @Override
      public void catchUp() {}
    };
  }

  @Test
  void whatWasDecidedUnderOlderControlIsNotSentAsIfUnderTheNewer() throws Exception {
    var ledger = MemoryLedger.shared(1, CLOCK);
    try (var other = Journals.open(ledger.as(2), Sum.FOLD, CLOCK, LogWatch.NONE);
        var committer = new Committer(ledger, moving(), CLOCK, LogWatch.NONE)) {
      other.control().decide(turn -> turn.append(Sum.add(1)));
      var entry = Writing.ofKind(1, StreamId.at(NOON), null, NOON, 1);
      var submission = new Submission(List.of(entry), 0, false, new Unspeculated());
      committer.start();
      committer.submit(submission);
      assertThat(submission.await()).isInstanceOf(Outcome.Retry.class);
      assertThat(ledger.head(entry.stream())).isNull();
    }
  }

  /// As after a pause of the process, or of its machine.
  @Test
  void whatWasDecidedLongAgoIsNotAppendedButDecidedAgain() throws Exception {
    for (var age : List.of(Committer.AGE_MAX, Committer.AGE_MAX.plusMillis(1))) {
      var ledger = MemoryLedger.shared(1, CLOCK);
      try (var committer = new Committer(ledger, still(), CLOCK, LogWatch.NONE)) {
        var entry = Writing.ofKind(1, StreamId.at(NOON), null, NOON.minus(age), 1);
        var submission = new Submission(List.of(entry), 0, false, new Unspeculated());
        committer.start();
        committer.submit(submission);
        boolean late = age.compareTo(Committer.AGE_MAX) > 0;
        assertThat(submission.await())
            .isInstanceOf(late ? Outcome.Retry.class : Outcome.Committed.class);
        assertThat(ledger.head(entry.stream()) == null).isEqualTo(late);
      }
    }
  }

  private static ControlView still() {
    return new ControlView() {
      @Override
      public long seq() {
        return 0;
      }

      @Override
      public void catchUp() {}
    };
  }

  /// Nothing rests on it.
  private static final class Unspeculated implements Submission.Origin {
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
