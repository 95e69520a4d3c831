package io.legate.chaos.check;

import io.legate.crypto.Sha256;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// I4: one assertion, proof, statement, approval or request leads to at most one success, in the
/// ledger and by what clients were told.
final class OnceCheck {

  private final List<Violation> found = new ArrayList<>();
  private final Map<String, String> used = new HashMap<>();

  private OnceCheck() {}

  static List<Violation> check(Evidence evidence) {
    var check = new OnceCheck();
    evidence.ledger().events().forEach(check::recorded);
    check.told(evidence.recorded());
    return check.found;
  }

  private void recorded(Event event) {
    String proof = event.text("proof");
    if (!proof.isEmpty()) {
      once("the proof", Sha256.base64Url(proof), event.place());
    }
    String op = Event.text(event.body(), "op");
    if (!op.isEmpty() && event.kind() == Event.DECIDED) {
      once("the request", event.stream() + " " + op, event.place());
    }
    switch (event.kind()) {
      case Event.HOP_ISSUED ->
          once(
              "the statement",
              Event.text(Event.object(event.data(), "consent"), "hash"),
              event.place());
      case Event.ESCALATION_ANSWERED -> once("the approval", event.text("hash"), event.place());
      case Event.APPROVAL_SPENT -> {
        for (Json escalation : Event.items(event.data(), "escalations")) {
          if (escalation instanceof Json.Num(var seq)) {
            once("the consent to", event.stream() + "." + seq, event.place());
          }
        }
      }
      case Event.SETTLED ->
          once(
              "the report on",
              event.stream() + "." + Event.number(event.data(), "decision"),
              event.place());
      default -> {}
    }
  }

  private void once(String what, String which, String place) {
    String earlier = used.putIfAbsent(what + " " + which, place);
    if (earlier != null) {
      found.add(
          new Violation(
              Invariant.I4,
              "%s %s led to %s and to %s: doubled".formatted(what, which, earlier, place)));
    }
  }

  private void told(Recorded recorded) {
    Map<String, Integer> assertions = new HashMap<>();
    Map<String, Set<String>> proofs = new HashMap<>();
    for (Attempt attempt : recorded.attempts()) {
      if (attempt.isOk() && attempt.op().equals("token")) {
        assertions.merge(attempt.asks("assertion"), 1, Integer::sum);
      } else if (attempt.isAllowed()) {
        proofs
            .computeIfAbsent(attempt.asks("proof"), _ -> new HashSet<>())
            .add(attempt.tells("decision_id"));
      }
    }
    assertions.forEach(
        (assertion, times) -> {
          if (times > 1) {
            found.add(
                new Violation(
                    Invariant.I4,
                    "the assertion %s got %s tokens: doubled".formatted(assertion, times)));
          }
        });
    proofs.forEach(
        (proof, decisions) -> {
          if (decisions.size() > 1) {
            found.add(
                new Violation(
                    Invariant.I4,
                    "the proof %s was good for %s: doubled".formatted(proof, decisions)));
          }
        });
  }
}
