package io.legate.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// I2: in the ledger's order nothing follows what ended it, and what a client asked after an
/// acknowledgement was not allowed.
///
/// An attempt that was made before the acknowledgement may be answered after it: it was decided
/// before.
final class RevocationsCheck {

  private final List<Violation> found = new ArrayList<>();

  private RevocationsCheck() {}

  static List<Violation> check(Evidence evidence) {
    var check = new RevocationsCheck();
    evidence.streams().values().forEach(stream -> check.new Task().apply(stream));
    check.told(evidence);
    return check.found;
  }

  /// One task's stream, read once in order.
  private final class Task {
    private final Map<String, String> parents = new HashMap<>();
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
    }

    private void require(Event event, String hop, boolean acts, String what) {
      if (over) {
        late("%s was %s in a task that had ended", event.place(), what);
      }
      for (String at = hop; at != null && !at.isEmpty(); at = parents.get(at)) {
        if (ended.contains(at)) {
          late("%s was %s below hop %s, which had been revoked", event.place(), what, at);
        }
        if (acts && contained.contains(at)) {
          late("%s was %s below hop %s, which it was taken from", event.place(), what, at);
        }
      }
    }
  }

  private void late(String what, Object... arguments) {
    found.add(new Violation(Invariant.I2, what.formatted(arguments)));
  }

  /// When what was acknowledged to be over, by the clients' clock: hops, and tasks under their own
  /// ids.
  private void told(Evidence evidence) {
    Map<String, Long> over = new HashMap<>();
    for (Attempt attempt : evidence.recorded().attempts()) {
      boolean ends =
          switch (attempt.op()) {
            case "revoke_hop", "contain", "revoke_task", "complete" -> attempt.isOk();
            default -> false;
          };
      if (ends) {
        String what = attempt.asks("hop").isEmpty() ? attempt.asks("task") : attempt.asks("hop");
        over.merge(what, attempt.endedAt(), Math::min);
      }
    }
    for (Attempt attempt : evidence.recorded().attempts()) {
      if (attempt.isAllowed()) {
        for (String what : List.of(attempt.asks("hop"), attempt.asks("task"))) {
          Long at = over.get(what);
          if (at != null && attempt.invokedAt() > at) {
            late(
                "`%s` was allowed though asked %d ms after the end of %s was acknowledged",
                attempt.act(), attempt.invokedAt() - at, what);
          }
        }
      }
    }
  }
}
