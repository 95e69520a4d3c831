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
