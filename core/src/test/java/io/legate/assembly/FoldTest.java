package io.legate.assembly;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.issue.IssuedInstance;
import io.legate.json.Jcs;
import io.legate.json.JsonReader;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.revoke.TaskSteering.Order;
import io.legate.stream.Drafts;
import io.legate.stream.TaskFold;
import io.legate.task.TaskSnapshot;
import io.legate.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is folded from the ledger is what was decided on, and a snapshot is that fold.
class FoldTest {

  @Test
  void theFoldOfTheRecordIsTheStateAtRuntime() throws Exception {
    try (var site = new Site()) {
      IssuedInstance root = busy(site);
      TaskState runtime = site.use.tasks().read(root.task());
      TaskState folded = fold(site, Drafts.stream(root.task()), Integer.MAX_VALUE);
      assertThat(text(folded)).isEqualTo(text(runtime));
    }
  }

  @Test
  void foldingTwiceGivesTheSameBytes() throws Exception {
    try (var site = new Site()) {
      StreamId stream = Drafts.stream(busy(site).task());
      assertThat(text(fold(site, stream, 9))).isEqualTo(text(fold(site, stream, 9)));
    }
  }

  /// At every event: written, read back and folded on, a snapshot ends where the stream does.
  @Test
  void aSnapshotAnywhereLeadsToTheSameState() throws Exception {
    try (var site = new Site()) {
      StreamId stream = Drafts.stream(busy(site).task());
      String end = text(fold(site, stream, Integer.MAX_VALUE));
      List<StoredEvent> events = site.ledger.stream(stream, 0, 1_000);
      var fold = new TaskFold();
      for (int cut = 0; cut <= events.size(); cut++) {
        var written = Jcs.bytes(TaskSnapshot.write(fold(site, stream, cut)));
        TaskState state =
            requireNonNull(
                fold.restore(
                    stream, JsonReader.readObject(written), seq -> past(site, stream, seq)));
        for (StoredEvent event : events.subList(cut, events.size())) {
          state = fold.apply(state, RecordedEvent.of(event));
        }
        assertThat(text(state)).as("snapshot after event " + cut).isEqualTo(end);
      }
    }
  }

  private static RecordedEvent past(Site site, StreamId stream, long seq)
      throws LedgerUnavailableException {
    return RecordedEvent.of(requireNonNull(site.ledger.event(stream, seq)));
  }

  /// A task in which every kind of event has happened.
  private static IssuedInstance busy(Site site) throws Exception {
    var task = site.open("orchestrator", ChainTest.PAYMENTS);
    var research = site.delegate("orchestrator", task.token(), "research", ChainTest.PAYMENTS);
    var token = site.renew("research", research, Site.ERP);
    String arguments = "{\"amount\":\"10.00\",\"invoice\":\"i1\"}";
    var allowed =
        site.authorize("research", token, "payments.create", "erp://acme/invoices/1", arguments);
    site.authorize("research", token, "payments.create", "erp://acme/invoices/1", arguments);
    site.authorize("research", token, "payments.delete", "erp://acme/invoices/1", arguments);
    site.use
        .settlement()
        .settle(
            site.pep("rs:erp"),
            new Report(
                site.requestId(),
                allowed.decisionId(),
                Settlement.executed(Map.of("amount", "9.00"), null)));
    var order = order(site, task.token(), research);
    site.use.steering().suspend(order);
    site.use.steering().resume(order(site, task.token(), research), List.of());
    site.use
        .steering()
        .contain(
            order(site, task.token(), research),
            List.of(
                io.legate.boundary.Removal.parse(
                    JsonReader.read("{\"actions\":[\"payments.delete\"]}"),
                    io.legate.boundary.BoundaryLimits.DEFAULT)));
    site.clock.advance(Duration.ofSeconds(90));
    site.use.steering().revoke(order(site, task.token(), research));
    site.authorize("research", token, "payments.create", "erp://acme/invoices/2", arguments);
    site.use
        .steering()
        .complete(
            new Order(
                site.caller("orchestrator"), site.requestId(), task.token().task(), null, ""));
    return task.token();
  }

  private static Order order(Site site, IssuedInstance root, IssuedInstance hop) throws Exception {
    return new Order(
        site.caller("orchestrator"), site.requestId(), root.task(), hop.hop(), "because");
  }

  private static TaskState fold(Site site, StreamId stream, int count) throws Exception {
    var fold = new TaskFold();
    TaskState state = fold.empty(stream);
    for (StoredEvent event : site.ledger.stream(stream, 0, 1_000).stream().limit(count).toList()) {
      state = fold.apply(state, RecordedEvent.of(event));
    }
    return state;
  }

  private static String text(TaskState state) {
    return Jcs.text(TaskSnapshot.write(state)) + " " + state.sightings().hashCode();
  }
}
