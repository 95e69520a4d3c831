package io.legate.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// I2: in the ledger's order nothing follows what ended it, and what a client asked after an
/// acknowledgement was not allowed.
///
/// An attempt that was made before the acknowledgement may be answered after it: it was decided
/// before.
final class RevocationsCheck {

  private static final UUID CONTROL_STREAM = new UUID(0, 0);

  private final List<Violation> found = new ArrayList<>();
  private final List<Suspension> suspensions = new ArrayList<>();

  /// A client that may not act under these control sequences.
  ///
  /// @param from the event that suspended it
  /// @param to the event that restored it, which it may act under
  private record Suspension(String client, long from, long to) {
    boolean covers(String other, long control) {
      return client.equals(other) && control >= from && control < to;
    }
  }

  private RevocationsCheck() {}

  static List<Violation> check(Evidence evidence) {
    var check = new RevocationsCheck();
    check.suspensions(evidence);
    evidence.streams().values().forEach(stream -> check.new Task().apply(stream));
    check.order(evidence);
    check.told(evidence);
    return check.found;
  }

  /// One task's stream, read once in order.
  private final class Task {
    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, String> clients = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private final Set<String> contained = new HashSet<>();
    private boolean over;

    void apply(List<Event> stream) {
      stream.forEach(this::apply);
    }

    private void apply(Event event) {
      switch (event.kind()) {
        case Event.OPENED -> hop(event, "root");
        case Event.HOP_ISSUED -> {
          hop(event, "hop");
          require(event, Event.text(Event.object(event.data(), "hop"), "id"), false, "issued");
        }
        case Event.INSTANCE_ISSUED ->
            require(
                event, Event.text(Event.object(event.data(), "instance"), "hop"), false, "renewed");
        case Event.DECIDED -> {
          if (event.isAllow()) {
            require(event, event.text("hop"), true, "allowed");
          }
        }
        case Event.HOP_REVOKED -> ended.add(event.text("hop"));
        case Event.CONTAINED -> contained.add(event.text("hop"));
        case Event.ENDED -> over = true;
        default -> {}
      }
    }

    private void hop(Event event, String name) {
      var hop = Event.object(event.data(), name);
      parents.put(Event.text(hop, "id"), Event.text(hop, "parent"));
      clients.put(Event.text(hop, "id"), Event.text(hop, "client"));
    }

    private void require(Event event, String hop, boolean acts, String what) {
      if (over) {
        late("%s was %s in a task that had ended".formatted(event.place(), what));
      }
      for (String at = hop; at != null && !at.isEmpty(); at = parents.get(at)) {
        if (ended.contains(at)) {
          late("%s was %s below hop %s, which had been revoked".formatted(event.place(), what, at));
        }
        String client = clients.getOrDefault(at, "");
        if (suspensions.stream().anyMatch(one -> one.covers(client, event.control()))) {
          late("%s was %s below %s, which was suspended".formatted(event.place(), what, client));
        }
        if (acts && contained.contains(at)) {
          late(
              "%s was %s below hop %s, which it was taken from".formatted(event.place(), what, at));
        }
      }
    }
  }

  private void suspensions(Evidence evidence) {
    Map<String, Long> since = new HashMap<>();
    for (Event event : evidence.streams().getOrDefault(CONTROL_STREAM, List.of())) {
      if (event.kind() == Event.CLIENT_SUSPENDED) {
        since.putIfAbsent(event.text("client"), event.seq());
      } else if (event.kind() == Event.CLIENT_RESTORED) {
        Long from = since.remove(event.text("client"));
        if (from != null) {
          suspensions.add(new Suspension(event.text("client"), from, event.seq()));
        }
      }
    }
    since.forEach((client, from) -> suspensions.add(new Suspension(client, from, Long.MAX_VALUE)));
  }

  /// Nothing is committed after a change of control that its decider had not seen.
  private void order(Evidence evidence) {
    var changes = evidence.streams().getOrDefault(CONTROL_STREAM, List.of());
    for (Event event : evidence.ledger().events()) {
      int unseen = (int) event.control();
      if (event.committed() > 0
          && !event.stream().equals(CONTROL_STREAM)
          && unseen < changes.size()
          && changes.get(unseen).committed() > 0
          && changes.get(unseen).committed() < event.committed()) {
        late(
            "%s was committed %s us after control %s, which it was decided without"
                .formatted(
                    event.place(),
                    event.committed() - changes.get(unseen).committed(),
                    changes.get(unseen).seq()));
      }
    }
  }

  private void late(String what) {
    found.add(new Violation(Invariant.I2, what));
  }

  private static String ended(Attempt attempt) {
    return Stream.of("hop", "task", "kid")
        .map(attempt::asks)
        .filter(what -> !what.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// When what was acknowledged to be over, by the clients' clock: hops, tasks and signing keys
  /// under their own ids.
  private void told(Evidence evidence) {
    Map<String, Long> over = new HashMap<>();
    Set<String> contained = new HashSet<>();
    for (Attempt attempt : evidence.recorded().attempts()) {
      boolean ends =
          switch (attempt.op()) {
            case "revoke_hop", "contain", "revoke_task", "complete", "withdraw_key" ->
                attempt.isOk();
            default -> false;
          };
      if (ends) {
        String what = ended(attempt);
        over.merge(what, attempt.endedAt(), Math::min);
        if (attempt.op().equals("contain")) {
          contained.add(what);
        }
      }
    }
    for (Attempt attempt : evidence.recorded().attempts()) {
      boolean renewed = attempt.isOk() && attempt.op().equals("renew");
      if (attempt.isAllowed() || renewed) {
        for (String name : List.of("hop", "task", "under", "kid")) {
          String what = attempt.asks(name);
          Long at = contained.contains(what) && renewed ? null : over.get(what);
          if (at != null && attempt.invokedAt() > at) {
            late(
                "`%s` was allowed or renewed though asked %s ms after the end of %s was acknowledged"
                    .formatted(attempt.act(), attempt.invokedAt() - at, what));
          }
        }
      }
    }
  }
}
