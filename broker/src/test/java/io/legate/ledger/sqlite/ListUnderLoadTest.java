package io.legate.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.assembly.SitePolicy;
import io.legate.boundary.BoundaryLimits;
import io.legate.cel.CelConditions;
import io.legate.control.ControlEvent.ListChanged;
import io.legate.control.ControlEventJson;
import io.legate.control.ControlState;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.ledger.Turn;
import io.legate.merkle.LeafIndex;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.Lists;
import io.legate.stream.Drafts;
import io.legate.stream.Tasks;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEventJson;
import io.legate.task.TaskState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An entry comes onto a block list and leaves it again while 32 clients use what it blocks, on the
/// real ledger. Judged by the order in which the ledger holds what was decided.
class ListUnderLoadTest {

  private static final int CLIENTS = 32;
  private static final int TASKS = 8;
  private static final int ROUNDS = 8;
  private static final String LIST = "blocked_vendors";
  private static final String VENDOR = "v-17";

  @TempDir Path folder;

  @Test
  void nothingIsAllowedAfterTheEntryWasCommitted() throws Exception {
    var seen = hammer(ListUnderLoadTest::authorize);
    assertThat(seen.allowedWhileBlocked).isEmpty();
    assertThat(seen.allowed).isPositive();
    assertThat(seen.denied).isPositive();
  }

  /// A broker that looks at the lists before it takes the stream's lock is found.
  @Test
  void listsReadBeforeTheLockAreFound() throws Exception {
    var seen = hammer(ListUnderLoadTest::hasty);
    assertThat(seen.allowedWhileBlocked).isNotEmpty();
  }

  /// One question about the vendor.
  private interface Broker {
    void ask(Site site, IssuedInstance token) throws Exception;
  }

  /// The whole of it: proof, token, policy with its rule about the list, limits, commit.
  private static void authorize(Site site, IssuedInstance token) throws Exception {
    site.authorize(
        "orchestrator",
        token,
        "payments.create",
        "erp://acme/invoices/1",
        "{\"vendor\":\"" + VENDOR + "\"}");
  }

  private static void hasty(Site site, IssuedInstance token) throws Exception {
    ControlState before = site.use.control().get();
    site.use
        .tasks()
        .decide(
            token.task(),
            _ -> new RefusedException(Code.INVALID_REQUEST, "spent"),
            turn -> record(turn, before, token.hop()));
  }

  private static boolean record(
      Turn<TaskState, ControlState> turn, ControlState control, HopId hop) {
    var list = control.facts().list(LIST);
    boolean blocked = list == null || list.members().contains(VENDOR);
    var decision =
        new Decision(
            hop,
            new ClientId("rs:erp"),
            Json.Obj.EMPTY,
            "sha-256:x",
            blocked ? Decision.DENY : Decision.ALLOW,
            Json.Obj.EMPTY,
            Json.Obj.EMPTY,
            List.of(),
            List.of(),
            null,
            null,
            false,
            null,
            null,
            false,
            false);
    Tasks.append(turn, new Decided(decision), null, List.of());
    return !blocked;
  }

  /// What the ledger holds.
  ///
  /// @param allowedWhileBlocked leaves of what was allowed while the vendor stood on the list
  private record Seen(List<LeafIndex> allowedWhileBlocked, int allowed, int denied) {}

  private Seen hammer(Broker broker) throws Exception {
    var clock = new MonotonicClock(InstantSource.system(), System::nanoTime);
    try (var ledger = SqliteLedger.open(folder, 1, clock, Long.MAX_VALUE);
        var site = site(ledger)) {
      change(site, List.of(), List.of());
      var running = new AtomicBoolean(true);
      var asked = new Semaphore(0);
      var tokens = new ArrayList<IssuedInstance>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var clients = new ArrayList<Future<Boolean>>();
        for (int i = 0; i < CLIENTS; i++) {
          if (i < TASKS) {
            var opened = site.open("orchestrator", Site.ALL).token();
            tokens.add(site.renew("orchestrator", opened, Site.ERP));
          }
          var token = tokens.get(i % TASKS);
          clients.add(threads.submit(client(broker, site, token, running, asked)));
        }
        for (int round = 0; round < ROUNDS; round++) {
          asked.acquire(4 * CLIENTS);
          change(site, List.of(VENDOR), List.of());
          asked.acquire(4 * CLIENTS);
          change(site, List.of(), List.of(VENDOR));
        }
        running.set(false);
        for (var client : clients) {
          assertThat(client.get()).isTrue();
        }
      }
      return read(ledger, tokens.stream().map(IssuedInstance::task).toList());
    }
  }

  private static Site site(SqliteLedger ledger) throws Exception {
    var rules =
        """
        {"lists": {"blocked_vendors": "vendors that get nothing"},
         "rules": [{"id": "blocked", "actions": ["payments.create"],
                    "when": "args.vendor in lists.blocked_vendors",
                    "then": "deny", "reason": "the vendor is blocked"}]}
        """;
    return new Site(
        Clock.systemUTC(),
        ledger,
        BoundaryLimits.DEFAULT,
        Site.BOUNDS,
        new CelConditions(),
        SitePolicy.with(JsonReader.readObject(rules)));
  }

  private static Callable<Boolean> client(
      Broker broker, Site site, IssuedInstance token, AtomicBoolean running, Semaphore asked) {
    return () -> {
      while (running.get()) {
        broker.ask(site, token);
        asked.release();
      }
      return true;
    };
  }

  private static void change(Site site, List<String> add, List<String> remove) throws Exception {
    site.use
        .lists()
        .update(
            site.caller("ops"), new Lists.Change(site.requestId(), LIST, add, remove, "a test"));
  }

  private static Seen read(SqliteLedger ledger, List<TaskId> tasks) throws Exception {
    var blocked = blocked(ledger);
    var wrong = new ArrayList<LeafIndex>();
    int allowed = 0;
    int denied = 0;
    for (TaskId task : tasks) {
      for (StoredEvent stored : all(ledger, Drafts.stream(task))) {
        var event = RecordedEvent.of(stored);
        var kind = EventKind.of(event.kind());
        if (TaskEventJson.read(kind, event.data()) instanceof Decided(var decision)) {
          boolean allow = decision.outcome().equals(Decision.ALLOW);
          allowed += allow ? 1 : 0;
          denied += allow ? 0 : 1;
          if (allow && blocked.stream().anyMatch(span -> span.covers(stored.leaf()))) {
            wrong.add(stored.leaf());
          }
        }
      }
    }
    return new Seen(wrong, allowed, denied);
  }

  /// From the leaf that put the vendor on the list to the one that took it off.
  private record Span(long from, long until) {
    boolean covers(LeafIndex leaf) {
      return leaf.value() > from && leaf.value() < until;
    }
  }

  private static List<Span> blocked(SqliteLedger ledger) throws Exception {
    var spans = new ArrayList<Span>();
    long from = -1;
    for (StoredEvent stored : all(ledger, StreamId.CONTROL)) {
      var event = RecordedEvent.of(stored);
      if (ControlEventJson.read(event.kind(), event.data()) instanceof ListChanged change) {
        if (change.added().contains(VENDOR)) {
          from = stored.leaf().value();
        } else if (from >= 0) {
          spans.add(new Span(from, stored.leaf().value()));
        }
      }
    }
    return spans;
  }

  private static List<StoredEvent> all(SqliteLedger ledger, StreamId stream) throws Exception {
    var events = new ArrayList<StoredEvent>();
    List<StoredEvent> page;
    do {
      page = ledger.stream(stream, events.size(), 500);
      events.addAll(page);
    } while (!page.isEmpty());
    return events;
  }
}
