package io.legate.app.audit;

import static io.legate.app.audit.RealLog.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.identity.TaskId;
import io.legate.ledger.StreamId;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// After one subject's data was erased no byte of it is in an embedded ledger or an export of it,
/// and the log verifies.
class ErasureTest {

  private static final long BYTES_MAX = 1L << 30;

  @TempDir private Path data;
  @TempDir private Path elsewhere;

  private TickingClock clock;
  private SqliteLedger ledger;
  private Site site;

  @BeforeEach
  void open() throws Exception {
    clock = new TickingClock(RealLog.AT);
    start();
  }

  private void start() throws Exception {
    ledger = SqliteLedger.open(data, 1, clock, BYTES_MAX);
    site = new Site(clock, ledger);
  }

  @AfterEach
  void close() throws Exception {
    site.close();
    ledger.close();
  }

  private static void assertRefused(ThrowingCallable call, Code code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private RealLog.Ran verify() throws Exception {
    var _ = site.use.log().keepCheckpoint();
    return run(
        "verify", "--data", data.toString(), "--key", site.logSigners.getFirst().key().text());
  }

  @Test
  void noByteIsLeftAndTheLogHolds() throws Exception {
    TaskId task = Marked.work(site);
    Marked.end(site, task);
    assertThat(Marked.marksIn(data)).hasSizeGreaterThan(2);
    assertThat(verify().code()).isZero();

    var erased = Marked.erase(site);
    assertThat(erased.tasks()).isEqualTo(1);
    assertThat(erased.records()).isGreaterThan(80);
    assertThat(erased.elsewhere()).isZero();
    assertThat(erased.clean()).isTrue();

    assertThat(Marked.marksIn(data)).isEmpty();
    var held = verify();
    assertThat(held.code()).as(held.out() + held.err()).isZero();
    assertThat(held.out()).contains("without a body, as is on record");
    site.close();
    ledger.close();
    assertThat(Marked.marksIn(data)).isEmpty();
    start();
    assertThat(site.use.control().get().facts().signals().sizeAtMost()).isZero();
    var _ = site.open("orchestrator", Site.ALL);
    assertThat(Marked.marksIn(data)).isEmpty();
  }

  @Test
  void anExportOfItHoldsByBothVerifiers() throws Exception {
    Marked.end(site, Marked.work(site));
    var _ = Marked.erase(site);
    var _ = site.use.log().keepCheckpoint();
    Path file = elsewhere.resolve("log.jsonl");
    assertThat(run("export", "--data", data.toString(), "--out", file.toString()).code()).isZero();
    assertThat(Marked.marksIn(elsewhere)).isEmpty();
    String key = site.logSigners.getFirst().key().text();
    var held = run("verify", "--export", file.toString(), "--key", key);
    assertThat(held.code()).as(held.out()).isZero();
    assertThat(held.out()).contains("without a body");
    Python.assume();
    var independent = Python.verify(key, "export", file.toString());
    assertThat(independent.out()).startsWith("held: ");

    // The same with one record more taken out, of a task that nobody erased.
    var lines = Files.readAllLines(file);
    int at = lines.size() - 1;
    while (!lines.get(at).contains("of nobody")) {
      at--;
    }
    String stream = lines.get(at).replaceAll(".*\"stream\":\"([0-9a-f-]*)\"}", "$1");
    String leaf = io.legate.merkle.Rfc6962.leaf(lines.get(at).getBytes(UTF_8)).base64Url();
    lines.set(at, "{\"removed\":\"%s\",\"seq\":3,\"stream\":\"%s\"}".formatted(leaf, stream));
    Path dropped = Files.write(elsewhere.resolve("dropped.jsonl"), lines);
    var found = run("verify", "--export", dropped.toString(), "--key", key);
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.out()).contains("dropped: record ");
    assertThat(Python.verify(key, "export", dropped.toString()).out()).contains("dropped: ");
  }

  @Test
  void aBodyThatNobodySaidWasToGoWasDropped() throws Exception {
    TaskId task = Marked.work(site);
    Marked.end(site, task);
    var _ = Marked.erase(site);
    var _ = site.use.log().keepCheckpoint();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("ledger.db"));
        var statement = connection.createStatement()) {
      statement.execute(
          "UPDATE event SET body = NULL, op = NULL WHERE leaf = (SELECT max(leaf) FROM event WHERE"
              + " kind = 5 AND body IS NOT NULL)");
    }
    var found = verify();
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.out()).contains("dropped: record ").contains("no record says");
  }

  @Test
  void aTaskThatRunsIsNotErased() throws Exception {
    TaskId task = Marked.work(site);
    assertRefused(() -> Marked.erase(site), Code.STILL_RUNNING);
    assertThat(Marked.marksIn(data)).isNotEmpty();
    clock.advance(Duration.ofHours(3));
    assertThat(Marked.erase(site).tasks()).as("of " + task + ", past its end").isEqualTo(1);
  }

  @Test
  void whatIsHeldIsNotErased() throws Exception {
    TaskId task = Marked.work(site);
    Marked.end(site, task);
    long all = site.use.holds().hold(Marked.order(site), Marked.ALICE);
    long one = site.use.holds().hold(Marked.order(site), task);
    site.close();
    ledger.close();
    start();
    assertRefused(() -> Marked.erase(site), Code.ON_HOLD);
    var _ = site.use.holds().release(Marked.order(site), all);
    assertRefused(() -> Marked.erase(site), Code.ON_HOLD);
    var _ = site.use.holds().release(Marked.order(site), one);
    assertRefused(() -> site.use.holds().release(Marked.order(site), one), Code.NOT_FOUND);
    assertThat(Marked.erase(site).tasks()).isEqualTo(1);
    assertThat(Marked.marksIn(data)).isEmpty();
    assertThat(verify().code()).isZero();
  }

  @Test
  void theSameRequestAgainIsAnsweredFromTheRecord() throws Exception {
    Marked.end(site, Marked.work(site));
    var order = Marked.order(site);
    var first = site.use.erasure().erase(order, Marked.ALICE, null);
    site.close();
    ledger.close();
    start();
    var again = new io.legate.retention.Order(site.caller("ops"), order.request(), order.reason());
    assertThat(site.use.erasure().erase(again, Marked.ALICE, null)).isEqualTo(first);
    var other = new io.legate.retention.Order(site.caller("ops"), order.request(), order.reason());
    assertRefused(
        () -> site.use.erasure().erase(other, "user:corp:bob", null), Code.IDEMPOTENCY_CONFLICT);
  }

  @Test
  void oneTaskIsErasedAndTheOthersAreNot() throws Exception {
    TaskId task = Marked.work(site);
    Marked.end(site, task);
    TaskId other = Marked.work(site);
    Marked.end(site, other);
    assertRefused(
        () -> site.use.erasure().erase(Marked.order(site), "user:corp:bob", task), Code.NOT_FOUND);
    var erased = site.use.erasure().erase(Marked.order(site), Marked.ALICE, task);
    assertThat(erased.tasks()).isEqualTo(1);
    assertThat(site.use.tasks().read(task).isGone()).isTrue();
    assertThat(site.use.tasks().read(other).header()).isNotNull();
    assertThat(verify().code()).isZero();
  }

  @Test
  void onlyOperatorsErase() throws Exception {
    var order =
        new io.legate.retention.Order(site.caller("auditor"), site.requestId(), "out of spite");
    assertThatThrownBy(() -> site.use.erasure().erase(order, Marked.ALICE, null))
        .isInstanceOf(RefusedException.class);
    assertRefused(
        () ->
            site.use
                .erasure()
                .erase(
                    new io.legate.retention.Order(
                        site.caller("ops"), site.requestId(), "of " + Marked.ALICE),
                    Marked.ALICE,
                    null),
        Code.INVALID_REQUEST);
    assertRefused(
        () -> site.use.erasure().erase(Marked.order(site), "orchestrator", null),
        Code.INVALID_REQUEST);
  }

  @Test
  void whatStaysSaysWhoAndWhenAndNotWhom() throws Exception {
    Marked.end(site, Marked.work(site));
    var erased = Marked.erase(site);
    var event = requireNonNull(ledger.event(StreamId.CONTROL, erased.controlSeq()));
    String body = new String(requireNonNull(event.body()), UTF_8);
    assertThat(body)
        .contains("\"by\":\"ops\"", "\"reason\":\"asked for on paper\"", "\"tasks\":1", "\"op\":");
    assertThat(List.of(body)).noneMatch(text -> text.contains("alice"));
    assertThat(event.secret()).isNull();
  }
}
