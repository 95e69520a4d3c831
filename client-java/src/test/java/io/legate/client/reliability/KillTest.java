package io.legate.client.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The broker is killed, as `kill -9` does, at random instants under load: no acknowledged event is
/// missing, no limit overspent, no revoked hop accepted, and a retried `request_id` gives the
/// recorded answer.
///
/// How often is set by `-Dlegate.kills=N`, at least 20, for what it must have seen; what is random
/// follows from `-Dlegate.seed=N`, but for what the threads and the operating system make of it.
class KillTest {

  private static final int KILLS = Integer.getInteger("legate.kills", 40);
  private static final long SEED = Long.getLong("legate.seed", 20261122);
  private static final int STILLBIRTH_EVERY = 8;
  private static final int TOLD_EVERY = 20;

  @TempDir private Path folder;

  @Test
  void nothingAcknowledgedIsLostHoweverOftenTheBrokerIsKilled() throws Exception {
    Instant begun = Instant.now();
    try (var trial = new Trial(folder, SEED)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        if (kill % STILLBIRTH_EVERY == 0) {
          trial.stillbirth();
        } else {
          if (kill > 1) {
            trial.rebirth();
          }
          trial.life();
        }
        if (kill % TOLD_EVERY == 0) {
          tell(kill, begun, trial.stage());
        }
      }
      // Whatever was in flight at the last kill is asked again too.
      trial.rebirth();
      trial.life();
      trial.rebirth();
      trial.stop();
      tell(KILLS, begun, trial.stage());
      assertThat(trial.violations(trial.recorded())).isEmpty();
      assertThat(trial.stage().counts())
          .containsKeys(
              "DECISION_ALLOW",
              "DECISION_DENY",
              "DECISION_RATE_LIMITED",
              "answered decision_expired",
              "answered more than once",
              "calls cut off",
              "hops made",
              "hops revoked",
              "in flight at a kill, asked again",
              "settled",
              "tasks opened");
    }
  }

  private static void tell(int kills, Instant begun, Stage stage) {
    long seconds = Duration.between(begun, Instant.now()).toSeconds();
    System.out.println(
        kills + " of " + KILLS + " kills after " + seconds + " s: " + stage.counts());
  }
}
