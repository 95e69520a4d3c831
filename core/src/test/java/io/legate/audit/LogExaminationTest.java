package io.legate.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.audit.Verdict.Shown;
import io.legate.ledger.LogHead;
import io.legate.ledger.MemoryLedger;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.TreeSize;
import io.legate.tlog.Checkpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is found in a log as a database keeps it.
class LogExaminationTest {

  private final TickingClock clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final MemoryLedger ledger = new MemoryLedger(clock);

  private List<StoredEvent> rows() {
    return ledger.log(new LeafIndex(0), 1_000);
  }

  private @Nullable Before before(StoredEvent row) {
    StoredEvent found = ledger.event(row.stream(), row.seq() - 1);
    return found == null
        ? null
        : new Before(found.hash(), found.node(), found.leaf().value(), found.at());
  }

  private Verdict examine(int node, List<StoredEvent> rows, LogHead head, Shown... notes) {
    var log = new LogExamination(node, Verdict.sizes(List.of(notes)));
    rows.forEach(row -> log.row(row, before(row)));
    return Verdict.of(log, head, List.of(notes), List.of());
  }

  private static StoredEvent moved(StoredEvent row, long leaf, byte @Nullable [] body) {
    return new StoredEvent(
        row.stream(),
        row.seq(),
        row.node(),
        new LeafIndex(leaf),
        row.control(),
        row.at(),
        row.kind(),
        row.op(),
        row.hash(),
        body,
        row.secret());
  }

  private static Finding found(Verdict verdict) {
    return requireNonNull(verdict.finding());
  }

  @Test
  void keysThatNobodyVouchesForAreNamedWhereTheyBegin() throws Exception {
    Shown first;
    Shown second;
    long size;
    try (var site = new Site(clock, ledger)) {
      size = rows().size();
      first = new Shown("the first", signed(site, size));
      assertThat(examine(1, rows(), ledger.logHead(), first).finding()).isNull();
    }
    try (var again = new Site(clock, ledger.reopen())) {
      second = new Shown("the second", signed(again, rows().size()));
    }
    var finding = found(examine(1, rows(), ledger.logHead(), first, second));
    assertThat(finding.lie()).isEqualTo(Lie.WRONG_KEY);
    assertThat(finding.leaf().orElseThrow()).isGreaterThanOrEqualTo(size);
  }

  private String signed(Site site, long size) {
    var frontier = io.legate.merkle.Frontier.empty();
    for (StoredEvent row : rows().subList(0, (int) size)) {
      frontier = frontier.plus(row.hash());
    }
    return new Checkpoint("broker.test/log/1", new TreeSize(size), frontier.root())
        .signedBy(site.logSigners, clock.instant())
        .format();
  }

  @Test
  void recordsOfDifferentTasksInAnotherOrderAreFoundByTheControlSequence() throws Exception {
    try (var site = new Site(clock, ledger)) {
      var _ = site.open("orchestrator", Site.ALL);
    }
    var rows = new ArrayList<>(rows());
    int opened = 0;
    while (rows.get(opened).stream().isControl()) {
      opened++;
    }
    // The task's first record before the last change of control that it was decided under.
    var task = rows.get(opened);
    var control = rows.get(opened - 1);
    rows.set(opened - 1, moved(task, opened - 1, task.body()));
    rows.set(opened, moved(control, opened, control.body()));
    Finding finding = found(examine(1, rows, ledger.logHead()));
    assertThat(finding.lie()).isEqualTo(Lie.REORDERED);
    assertThat(finding.leaf()).hasValue(opened);
  }

  @Test
  void aRecordOfAnotherNodeIsNoneOfThisLog() throws Exception {
    try (var site = new Site(clock, ledger)) {
      var _ = site.open("orchestrator", Site.ALL);
    }
    Finding finding = found(examine(2, rows(), ledger.logHead()));
    assertThat(finding.lie()).isEqualTo(Lie.INSERTED);
    assertThat(finding.leaf()).hasValue(0);
  }

  @Test
  void aBodyThatNobodySaidWasToGoWasDropped() throws Exception {
    try (var site = new Site(clock, ledger)) {
      var _ = site.open("orchestrator", Site.ALL);
    }
    var rows = new ArrayList<>(rows());
    rows.set(3, moved(rows.get(3), 3, null));
    Finding finding = found(examine(1, rows, ledger.logHead()));
    assertThat(finding.lie()).as("nothing says that it was removed").isEqualTo(Lie.DROPPED);
    assertThat(finding.leaf()).hasValue(3);
    rows.remove(3);
    finding = found(examine(1, rows, ledger.logHead()));
    assertThat(finding.lie()).isEqualTo(Lie.DROPPED);
    assertThat(finding.leaf()).hasValue(3);
  }

  @Test
  void moreOrFewerThanTheHeadSaysAreFound() throws Exception {
    LogHead earlier;
    try (var site = new Site(clock, ledger)) {
      earlier = ledger.logHead();
      var _ = site.open("orchestrator", Site.ALL);
    }
    assertThat(found(examine(1, rows(), earlier)).lie()).isEqualTo(Lie.INSERTED);
    var cut = rows().subList(0, rows().size() - 1);
    assertThat(found(examine(1, cut, ledger.logHead())).lie()).isEqualTo(Lie.TRUNCATED);
  }
}
