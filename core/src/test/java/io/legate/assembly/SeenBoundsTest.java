package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.SeenSite.ACME;
import static io.legate.assembly.SeenSite.EVIL;
import static io.legate.assembly.SeenSite.allowed;
import static io.legate.assembly.SeenSite.disclosed;
import static io.legate.assembly.SeenSite.vendor;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.issue.IssuedInstance;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.ledger.Snapshot;
import io.legate.provenance.Disclosed;
import io.legate.refusal.Code;
import io.legate.stream.Drafts;
import io.legate.stream.TaskFold;
import io.legate.task.Learned.Dropped;
import io.legate.task.SightingBounds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a task has met is bounded, and what happens beyond is a refusal that says so.
class SeenBoundsTest {

  /// Three literals, ten values in a task, six in a field, four in a record, eight in a report.
  private static final SightingBounds BOUNDS = new SightingBounds(3, 10, 6, 4, 8);

  private static final Map<String, Dropped> FULL = Map.of("erp.vendors", Dropped.SOURCE_FULL);

  private static Disclosed[] vendors(int from, int count) {
    var vendors = new ArrayList<Disclosed>();
    for (int i = from; i < from + count; i++) {
      vendors.add(vendor("v" + i, account(i)));
    }
    return vendors.toArray(Disclosed[]::new);
  }

  @Test
  void aReportBeyondTheTasksBoundIsKeptWithoutItsValues() throws Exception {
    try (var seen = new SeenSite(BOUNDS)) {
      IssuedInstance task = seen.openForAlice();
      assertThat(seen.read(task, "vendors.read", "{}", vendors(0, 4)).dropped()).isEmpty();
      var read = allowed(seen.ask(task, "vendors.read", "{}"));
      var taken = seen.settle(read, vendors(4, 2));
      assertThat(taken.dropped()).isEqualTo(FULL);
      assertThat(seen.settle(read, vendors(4, 2))).as("again").isEqualTo(taken);
      assertRefused(Code.ALREADY_SETTLED, () -> seen.settle(read, vendors(4, 1)));
      assertThat(seen.state(task).sightings().count()).isEqualTo(8);
      assertThat(seen.state(task).charges().free().sizeAtMost()).as("unsettled").isZero();

      assertThat(seen.pay(task, "v0", account(0))).isEmpty();
      assertThat(seen.pay(task, "v4", account(4)))
          .containsExactly("value_not_seen", "value_not_seen", "source_full");
      // What there is room for is taken as before.
      assertThat(seen.read(task, "vendors.read", "{}", vendors(4, 1)).dropped()).isEmpty();
      assertThat(seen.pay(task, "v4", account(4))).isEmpty();
    }
  }

  @Test
  void aTaskThatWasNotRefusedAnythingDoesNotSaySo() throws Exception {
    try (var seen = new SeenSite(BOUNDS)) {
      IssuedInstance task = seen.openForAlice("v0");
      seen.read(task, "vendors.read", "{}", vendors(1, 1));
      assertThat(seen.pay(task, "v0", EVIL)).containsExactly("value_not_seen");
    }
  }

  @Test
  void aFieldHasABoundOfItsOwn() throws Exception {
    try (var seen = new SeenSite(BOUNDS)) {
      IssuedInstance task = seen.openForAlice();
      for (int i = 0; i < 6; i++) {
        assertThat(seen.read(task, "vendors.read", "{}", id(i)).dropped()).isEmpty();
      }
      assertThat(seen.read(task, "vendors.read", "{}", id(6)).dropped()).isEqualTo(FULL);
      var account = disclosed("erp.vendors", "{\"iban\":\"%s\"}".formatted(ACME));
      assertThat(seen.read(task, "vendors.read", "{}", account).dropped()).isEmpty();
    }
  }

  @Test
  void whatIsMetAgainTakesNoRoom() throws Exception {
    try (var seen = new SeenSite(BOUNDS)) {
      IssuedInstance task = seen.openForAlice();
      for (int i = 0; i < 20; i++) {
        assertThat(seen.read(task, "vendors.read", "{}", vendors(0, 3)).dropped()).isEmpty();
      }
      long last = seen.state(task).sightings().last();
      seen.read(task, "vendors.read", "{}", vendors(0, 3));
      assertThat(seen.state(task).sightings().last()).isEqualTo(last);
      assertThat(seen.state(task).sightings().count()).isEqualTo(6);
    }
  }

  @Test
  void aRecordAndAReportHaveBoundsOfTheirOwn() throws Exception {
    try (var seen = new SeenSite(BOUNDS)) {
      IssuedInstance task = seen.openForAlice();
      var mails = "[\"a@a.test\",\"b@a.test\",\"c@a.test\",\"d@a.test\"%s]";
      var four = disclosed("erp.vendors", "{\"mail\":%s}".formatted(mails.formatted("")));
      var five =
          disclosed("erp.vendors", "{\"mail\":%s}".formatted(mails.formatted(",\"e@a.test\"")));
      assertThat(seen.read(task, "vendors.read", "{}", five).dropped()).isEqualTo(FULL);
      assertThat(seen.read(task, "vendors.read", "{}", four).dropped()).isEmpty();
      var nine = Collections.nCopies(9, id(0)).toArray(Disclosed[]::new);
      assertThat(seen.read(task, "vendors.read", "{}", nine).dropped()).isEqualTo(FULL);
    }
  }

  @Test
  void aReportThatIsTooLongSaysNothingOfSourcesThatAreNotItsOwn() throws Exception {
    try (var seen = new SeenSite(BOUNDS)) {
      IssuedInstance task = seen.openForAlice();
      var nine = new ArrayList<>(Collections.nCopies(8, id(0)));
      nine.add(disclosed("bank.accounts", "{\"iban\":\"%s\"}".formatted(ACME)));
      assertThat(seen.read(task, "vendors.read", "{}", nine.toArray(Disclosed[]::new)).dropped())
          .isEqualTo(
              Map.of("erp.vendors", Dropped.SOURCE_FULL, "bank.accounts", Dropped.NOT_DECLARED));
      assertThat(seen.state(task).sightings().isFull("bank.accounts")).isFalse();
    }
  }

  @Test
  void literalsAreBoundedInNumberAndLength() throws Exception {
    try (var seen = new SeenSite(BOUNDS)) {
      seen.openForAlice("a", "b", "x".repeat(1_024));
      assertRefused(Code.INVALID_REQUEST, () -> seen.openForAlice("a", "b", "c", "d"));
      assertRefused(Code.INVALID_REQUEST, () -> seen.openForAlice("x".repeat(1_025)));
    }
  }

  @Test
  void literalsTakeNoRoomOfWhatIsMetLater() throws Exception {
    try (var seen = new SeenSite(BOUNDS)) {
      IssuedInstance task = seen.openForAlice("a", "b", "c");
      assertThat(seen.state(task).sightings().count()).isZero();
      assertThat(seen.read(task, "vendors.read", "{}", vendors(0, 4)).dropped()).isEmpty();
    }
  }

  /// What was written must be remembered for as long as the source is believed.
  @Test
  void aSourceThatTooMuchWasWrittenToIsBelievedNoMore() throws Exception {
    try (var seen = new SeenSite(SightingBounds.DEFAULT, 1 << 26)) {
      IssuedInstance task = seen.openForAlice("v1");
      int each = 0;
      for (int i = 0; i < SightingBounds.WRITTEN_MAX && !closed(seen, task); i++) {
        String iban = account(i);
        allowed(seen.ask(task, "payments.book", "{\"id\":\"v1\",\"iban\":\"%s\"}".formatted(iban)));
        each++;
      }
      assertThat(each).isGreaterThan(100).isLessThan(SightingBounds.WRITTEN_MAX);
      assertThat(seen.state(task).sightings().writtenCount())
          .isLessThanOrEqualTo(SightingBounds.WRITTEN_MAX);
      assertThat(seen.read(task, "vendors.read", "{}", vendor("v1", ACME)).dropped())
          .isEqualTo(FULL);
      assertThat(seen.pay(task, "v1", ACME)).containsExactly("value_not_seen", "source_full");
      assertThat(seen.seq(task)).isGreaterThan(each);
    }
  }

  /// A snapshot holds nothing of what was met, and leads to all of it.
  @Test
  void whatWasMetOutlivesTheProcessAndIsInNoSnapshot() throws Exception {
    var seen = new SeenSite(SightingBounds.DEFAULT, 1 << 26);
    IssuedInstance task = seen.openForAlice("a", "b");
    for (int i = 0; i < 100; i++) {
      seen.read(task, "vendors.read", "{}", vendors(2 * i, 2));
    }
    allowed(seen.ask(task, "payments.book", "{\"id\":\"v1\",\"iban\":\"%s\"}".formatted(EVIL)));
    var written = keepSnapshot(seen, task);
    assertThat(written).contains("last_sighting").doesNotContain("\"items\"");
    seen.read(task, "vendors.read", "{}", vendors(200, 1));
    var before = seen.state(task).sightings();
    assertThat(before.count()).isEqualTo(402);
    try (var restarted = seen.restarted()) {
      assertThat(restarted.state(task).sightings()).isEqualTo(before);
      var recall = restarted.state(task).sightings().recall();
      var iban = new Json.Str(account(7));
      var in = List.of("erp.vendors.iban");
      assertThat(recall.met(in, iban, List.of(new Json.Str("v7")))).isTrue();
      assertThat(recall.met(in, iban, List.of(new Json.Str("v8")))).isFalse();
    }
  }

  private static String keepSnapshot(SeenSite seen, IssuedInstance task) throws Exception {
    var stream = Drafts.stream(task.task());
    var head = requireNonNull(seen.ledger.head(stream));
    byte[] written = Jcs.bytes(requireNonNull(new TaskFold().snapshot(seen.state(task))));
    seen.ledger.putSnapshot(new Snapshot(stream, head.seq(), head.hash(), written));
    return new String(written, StandardCharsets.UTF_8);
  }

  private static boolean closed(SeenSite seen, IssuedInstance task) throws Exception {
    return seen.state(task).sightings().isClosed("erp.vendors");
  }

  private static Disclosed id(int i) {
    return disclosed("erp.vendors", "{\"id\":\"v" + i + "\"}");
  }

  private static String account(int number) {
    return String.format(Locale.ROOT, "DE%020d", number);
  }
}
