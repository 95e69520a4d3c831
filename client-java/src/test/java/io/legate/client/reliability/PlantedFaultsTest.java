package io.legate.client.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.reliability.Recorded.Event;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.HopRevoked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kill test would say of a broker that breaks its promises: after two honest lives, each
/// fault is planted in a copy of what they left behind.
class PlantedFaultsTest {

  private static final long SEED = 7;
  private static final int ANSWERS = 60;

  @TempDir private static Path folder;

  private static Trial trial;
  private static Recorded honest;
  private static Recorded older;

  @BeforeAll
  static void liveTwice() throws Exception {
    trial = new Trial(folder, SEED);
    trial.life(ANSWERS);
    trial.calm();
    Path kept = Files.createDirectory(folder.resolve("kept"));
    copy(trial.data(), kept);
    trial.rebirth();
    trial.life(ANSWERS);
    trial.calm();
    honest = trial.recorded();
    older = Recorded.read(kept);
  }

  private static void copy(Path from, Path to) throws IOException {
    var files = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(from)) {
      all.forEach(files::add);
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  @AfterAll
  static void end() {
    if (trial != null) {
      trial.close();
    }
  }

  @Test
  void anHonestLedgerIsWithoutFault() {
    assertThat(trial.violations(honest)).isEmpty();
  }

  /// A broker that answers before it commits: what it told in its second life is not there.
  @Test
  void answersBeforeTheCommitAreSeen() {
    assertThat(trial.violations(older)).anyMatch(found -> found.endsWith("is missing"));
  }

  @Test
  void anotherOutcomeThanWasToldIsSeen() {
    var allowed = allowed();
    var planted = honest.copy();
    planted.put(
        allowed.task(), allowed.seq(), allowed.op(), outcome(allowed.decision(), "rate_limited"));
    assertThat(trial.violations(planted))
        .anyMatch(found -> found.endsWith("was acknowledged as something else"));
  }

  @Test
  void aRequestThatIsChargedAgainIsSeen() {
    var allowed = allowed();
    var planted = honest.copy();
    planted.append(allowed.task(), allowed.op(), new Decided(allowed.decision()));
    assertThat(trial.violations(planted)).anyMatch(found -> found.endsWith("a request again"));
  }

  @Test
  void aRetryThatIsDecidedAnewIsSeen() {
    var allowed = allowed();
    var planted = honest.copy();
    // The request's answer is now a later decision than the one that was told.
    planted.put(allowed.task(), allowed.seq(), null, new Decided(allowed.decision()));
    planted.append(allowed.task(), allowed.op(), new Decided(allowed.decision()));
    assertThat(trial.violations(planted))
        .anyMatch(found -> found.startsWith("a retry was answered"));
  }

  @Test
  void anOverspentLimitIsSeen() {
    var allowed = allowed();
    var planted = honest.copy();
    for (int i = 0; i <= Spending.HOP_COUNT; i++) {
      planted.append(allowed.task(), null, new Decided(allowed.decision()));
    }
    assertThat(trial.violations(planted)).anyMatch(found -> found.endsWith("overspends a limit"));
  }

  @Test
  void anActionOfARevokedHopIsSeen() {
    var allowed = allowed();
    var planted = honest.copy();
    var decision = allowed.decision();
    var revoked = new HopRevoked(decision.hop(), decision.hop(), decision.pep(), "planted", 1);
    planted.append(allowed.task(), null, revoked);
    planted.append(allowed.task(), null, new Decided(decision));
    assertThat(trial.violations(planted)).anyMatch(found -> found.endsWith("is by a revoked hop"));
  }

  /// An ALLOW of the last life, for faults to be made from.
  private record Allowed(String task, long seq, String op, Decision decision) {}

  /// Returns one that was told to a client.
  private static Allowed allowed() {
    for (var question : trial.stage().history().questions()) {
      for (var told : question.answers()) {
        String id = told.response().getDecisionId();
        Decision decision = honest.decision(id);
        String task = question.held().task();
        Event event = honest.event(task, Recorded.seq(id));
        if (decision != null
            && event != null
            && event.op() != null
            && decision.outcome().equals(Decision.ALLOW)) {
          return new Allowed(task, event.seq(), event.op(), decision);
        }
      }
    }
    throw new IllegalStateException("nothing was allowed in two lives");
  }

  private static TaskEvent outcome(Decision of, String outcome) {
    return new Decided(
        new Decision(
            of.hop(),
            of.pep(),
            of.action(),
            of.digest(),
            outcome,
            of.answer(),
            of.checks(),
            List.of(),
            of.labels(),
            of.deed(),
            of.written(),
            of.pointedAt(),
            of.proofKey(),
            of.proof(),
            of.dryRun(),
            of.attested()));
  }
}
