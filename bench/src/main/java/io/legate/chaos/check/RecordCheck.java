package io.legate.chaos.check;

import io.legate.crypto.Base64Url;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// I3: everything acknowledged is recorded once; every stream is a chain without a gap, every log
/// the tree that its head says.
final class RecordCheck {

  private final Evidence evidence;
  private final List<Violation> found = new ArrayList<>();

  private RecordCheck(Evidence evidence) {
    this.evidence = evidence;
  }

  static List<Violation> check(Evidence evidence) {
    var check = new RecordCheck(evidence);
    check.logs();
    evidence.streams().values().forEach(check::chain);
    check.control();
    evidence.recorded().attempts().stream().filter(Attempt::isOk).forEach(check::acknowledged);
    check.decidedOnce();
    return check.found;
  }

  private void logs() {
    Map<Integer, List<Event>> byNode = new HashMap<>();
    for (Event event : evidence.ledger().events()) {
      byNode.computeIfAbsent(event.node(), _ -> new ArrayList<>()).add(event);
    }
    for (LedgerCopy.Head head : evidence.ledger().heads()) {
      log(head, byNode.getOrDefault(head.node(), List.of()));
    }
  }

  private void log(LedgerCopy.Head head, List<Event> events) {
    var leaves = new ArrayList<Hash>();
    for (Event event : events) {
      Hash leaf = Rfc6962.leaf(event.bytes());
      if (event.leaf() != leaves.size()) {
        lost("node %s has no leaf %s, or has it twice".formatted(head.node(), leaves.size()));
        return;
      }
      if (!Arrays.equals(leaf.bytes(), event.hash())) {
        lost("event %s is not what its hash says".formatted(event.place()));
      }
      leaves.add(leaf);
    }
    var tree = Frontier.empty().plus(leaves);
    if (head.size() != leaves.size() || !Arrays.equals(tree.root().bytes(), head.root())) {
      lost(
          "the head of node %s is over %s events, and the root over its %s is another"
              .formatted(head.node(), head.size(), leaves.size()));
    }
  }

  private void chain(List<Event> stream) {
    String prev = "";
    long seq = 1;
    long at = 0;
    long control = 0;
    for (Event event : stream) {
      if (event.seq() < seq) {
        lost("event %s is there twice".formatted(event.place()));
        continue;
      }
      if (event.seq() > seq) {
        lost("event %s.%s is missing".formatted(event.stream(), seq));
      } else if (!Event.text(event.body(), "prev").equals(prev)) {
        lost("event %s does not follow the one before it".formatted(event.place()));
      }
      if (event.at() < at || event.control() < control) {
        lost("event %s is from before its predecessor".formatted(event.place()));
      }
      if (!saysWhatItsRowSays(event)) {
        lost("the row of event %s says something else than its body".formatted(event.place()));
      }
      prev = Base64Url.encode(event.hash());
      seq = event.seq() + 1;
      at = event.at();
      control = event.control();
    }
  }

  private static boolean saysWhatItsRowSays(Event event) {
    var body = event.body();
    return Event.number(body, "seq") == event.seq()
        && Event.number(body, "node") == event.node()
        && Event.number(body, "control") == event.control()
        && Event.number(body, "at") == event.at()
        && Event.number(body, "kind") == event.kind()
        && Event.text(body, "stream").equals(event.stream().toString());
  }

  private void control() {
    long last =
        evidence.ledger().events().stream()
            .filter(event -> event.kind() >= Event.CONTROL && event.stream().equals(CONTROL_STREAM))
            .mapToLong(Event::seq)
            .max()
            .orElse(0);
    if (last != evidence.ledger().control()) {
      lost(
          "the control stream ends at %s, its head says %s"
              .formatted(last, evidence.ledger().control()));
    }
  }

  private static final java.util.UUID CONTROL_STREAM = new java.util.UUID(0, 0);

  private void acknowledged(Attempt attempt) {
    switch (attempt.op()) {
      case "open", "redeem", "renew" -> issued(attempt);
      case "authorize" -> decided(attempt);
      case "revoke_hop" -> at(attempt, Event.HOP_REVOKED);
      case "contain" -> at(attempt, Event.CONTAINED);
      case "revoke_task", "complete" -> at(attempt, Event.ENDED);
      case "settle" -> settled(attempt);
      case "answer" -> answered(attempt);
      default -> {}
    }
  }

  private void issued(Attempt attempt) {
    long times =
        evidence.task(attempt.tells("task")).stream()
            .filter(event -> event.kind() <= Event.INSTANCE_ISSUED)
            .filter(event -> jti(event).equals(attempt.tells("jti")))
            .count();
    if (times != 1) {
      lost(
          "the token that `%s` was given is in the ledger %s times"
              .formatted(attempt.act(), times));
    }
  }

  private static String jti(Event event) {
    return Event.text(Event.object(event.data(), "instance"), "jti");
  }

  private void decided(Attempt attempt) {
    Event event = evidence.decision(attempt.tells("decision_id"));
    String told = attempt.tells("decision").toLowerCase(java.util.Locale.ROOT);
    if (event == null || event.kind() != Event.DECIDED) {
      lost(
          "the %s that `%s` was told is not in the ledger (%s)"
              .formatted(
                  told.toUpperCase(java.util.Locale.ROOT),
                  attempt.act(),
                  attempt.tells("decision_id")));
    } else if (!event.argument("reference").equals(attempt.asks("reference"))) {
      lost("the decision that `%s` was told is about something else".formatted(attempt.act()));
    } else if (!event.text("outcome").equals(told)
        && !attempt.tells("reason").equals("decision_expired")
        && told.equals("allow")) {
      lost(
          "`%s` was told %s and the ledger says %s"
              .formatted(attempt.act(), told, event.text("outcome")));
    }
  }

  private void at(Attempt attempt, int kind) {
    long seq = Event.number(attempt.answered(), "seq");
    Event event = evidence.event(attempt.asks("task"), seq);
    if (event == null || event.kind() != kind) {
      lost(
          "`%s` was acknowledged as event %s, which is not in the ledger"
              .formatted(attempt.act(), seq));
    }
  }

  private void settled(Attempt attempt) {
    Event decision = evidence.decision(attempt.asks("decision_id"));
    boolean there =
        decision != null
            && evidence.task(decision.stream().toString()).stream()
                .anyMatch(
                    event ->
                        event.kind() == Event.SETTLED
                            && Event.number(event.data(), "decision") == decision.seq());
    if (!there) {
      lost("the report `%s` was acknowledged and is not in the ledger".formatted(attempt.act()));
    }
  }

  private void answered(Attempt attempt) {
    Event asked = evidence.decision(attempt.asks("escalation"));
    boolean there =
        asked != null
            && evidence.task(asked.stream().toString()).stream()
                .anyMatch(event -> event.kind() == Event.ESCALATION_ANSWERED);
    if (!there) {
      lost("the approval `%s` was acknowledged and is not in the ledger".formatted(attempt.act()));
    }
  }

  /// Each question carries a reference of its own, so that one which was decided twice is seen
  /// whatever its `request_id` was.
  private void decidedOnce() {
    var decisions = new HashMap<String, Event>();
    for (Event event : evidence.ledger().events()) {
      if (!event.isAllow()) {
        continue;
      }
      String key = event.stream() + " " + event.argument("reference");
      Event earlier = decisions.putIfAbsent(key, event);
      if (earlier != null) {
        lost(
            "`%s` was allowed twice, by %s and by %s: its charge is doubled"
                .formatted(event.argument("reference"), earlier.place(), event.place()));
      }
    }
  }

  private void lost(String what) {
    found.add(new Violation(Invariant.I3, what));
  }
}
