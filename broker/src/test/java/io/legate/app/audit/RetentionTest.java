package io.legate.app.audit;

import static io.legate.app.audit.RealLog.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.ledger.Bodies;
import io.legate.ledger.RemovedBodies;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.merkle.LeafIndex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What has been kept for long enough goes, and nothing else does; the log holds.
class RetentionTest {

  private static final long BYTES_MAX = 1L << 30;

  @TempDir private Path data;

  private final TickingClock clock = new TickingClock(RealLog.AT);
  private SqliteLedger ledger;
  private Site site;

  @BeforeEach
  void open() throws Exception {
    open("{}");
  }

  /// Opens the same data again, under another policy.
  private void under(String retention) throws Exception {
    close();
    open(retention);
  }

  private void open(String retention) throws Exception {
    ledger = SqliteLedger.open(data, 1, clock, BYTES_MAX);
    site =
        new Site(
            clock,
            ledger,
            Json.Obj.with("retention", io.legate.json.JsonReader.read(retention)).build());
  }

  @AfterEach
  void close() throws Exception {
    site.close();
    ledger.close();
  }

  private boolean isGone(TaskId task) throws Exception {
    return requireNonNull(ledger.event(new io.legate.ledger.StreamId(task.value()), 1)).body()
        == null;
  }

  private void assertHolds() throws Exception {
    var _ = site.use.log().keepCheckpoint();
    var held =
        run("verify", "--data", data.toString(), "--key", site.logSigners.getFirst().key().text());
    assertThat(held.code()).as(held.out() + held.err()).isZero();
  }

  private List<StoredEvent> statements() throws Exception {
    return ledger.log(new LeafIndex(0), 10_000).stream()
        .filter(event -> event.kind() == RemovedBodies.KIND)
        .toList();
  }

  @Test
  void anEndedTaskGoesNinetyDaysAfterItsEnd() throws Exception {
    TaskId task = Marked.work(site);
    clock.advance(Duration.ofMinutes(30));
    Marked.end(site, task);
    clock.advance(Duration.ofDays(90));
    assertThat(site.use.retention().sweep()).as("of others, that ended no later").isPositive();
    assertThat(isGone(task)).isFalse();
    clock.advance(Duration.ofMinutes(1));
    assertThat(site.use.retention().sweep()).isGreaterThan(80);
    assertThat(isGone(task)).isTrue();
    assertThat(site.use.retention().sweep()).isZero();
    String statement = new String(requireNonNull(statements().getLast().body()), UTF_8);
    assertThat(statement).contains("\"cause\":\"retention\"");
    assertHolds();
  }

  @Test
  void aTaskThatNobodyEndedGoesAfterItsExpiry() throws Exception {
    under("{\"tasks\":\"P1D\"}");
    TaskId task = Marked.work(site);
    clock.advance(Duration.ofHours(25));
    var _ = site.use.retention().sweep();
    assertThat(isGone(task)).as("two hours to its end, and a day").isFalse();
    clock.advance(Duration.ofHours(2));
    var _ = site.use.retention().sweep();
    assertThat(isGone(task)).isTrue();
    assertHolds();
  }

  @Test
  void whatIsHeldStaysUntilItIsReleased() throws Exception {
    under("{\"records\":\"P1D\"}");
    TaskId task = Marked.work(site);
    Marked.end(site, task);
    long hold = site.use.holds().hold(Marked.order(site), Marked.ALICE);
    clock.advance(Duration.ofDays(3));
    assertThat(site.use.retention().sweep()).as("of the other's").isPositive();
    assertThat(isGone(task)).isFalse();
    var about =
        ledger.bodies().mentions(Marked.ALICE.getBytes(UTF_8), 1, new LeafIndex(0), 100_000);
    assertThat(about).extracting(Bodies.Mention::kind).contains(1, 52);
    var _ = site.use.holds().release(Marked.order(site), hold);
    assertThat(site.use.retention().sweep()).isPositive();
    assertThat(isGone(task)).isTrue();
    assertHolds();
  }

  @Test
  void eachClassHasItsOwnPeriod() throws Exception {
    under("{\"tasks\":\"P10D\",\"questions\":\"P1D\"}");
    TaskId task = Marked.work(site);
    Marked.end(site, task);
    clock.advance(Duration.ofDays(2));
    assertThat(site.use.retention().sweep()).isPositive();
    assertThat(isGone(task)).isFalse();
    assertThat(ledger.bodies().oldest(null, 1_000)).extracting(Bodies.Oldest::kind).containsOnly(1);
    assertHolds();
  }

  @Test
  void whatIsLeftWorksAfterARestart() throws Exception {
    under("{\"records\":\"P1D\"}");
    Marked.end(site, Marked.work(site));
    clock.advance(Duration.ofDays(3));
    assertThat(site.use.retention().sweep()).isPositive();
    under("{\"records\":\"P1D\"}");
    var _ = site.open("orchestrator", Site.ALL);
    assertThat(site.use.retention().sweep()).isZero();
    assertHolds();
  }
}
