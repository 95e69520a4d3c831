package io.legate.task;

import io.legate.approval.Ask;
import io.legate.approval.Bound;
import io.legate.approval.GivenAnswer;
import io.legate.approval.Ground;
import io.legate.approval.Need;
import io.legate.boundary.Boundary;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What people are asked and answer in a random history.
final class PeopleHistory {

  private final Random random;
  private final Boundary boundary;
  private final List<Long> asked = new ArrayList<>();
  private int serial;

  PeopleHistory(Random random, Boundary boundary) {
    this.random = random;
    this.boundary = boundary;
  }

  /// People are asked, by the decision that is entry `seq`.
  TaskEvent escalated(Hop hop, long seq, Instant at) {
    asked.add(seq);
    serial++;
    return new TaskEvent.Escalated(
        seq,
        new Ask(
            hop.id(),
            new ClientId("rs:erp"),
            Obj.with("action", "payments.create").with("n", serial).build(),
            "sha-256:" + serial,
            0,
            List.of(new Ground("rule_escalates rule:a", "rule_escalates", "why", 0)),
            List.of(new Need(List.of("role:finance"), 1 + random.nextInt(2))),
            List.of("label0", "label1"),
            at.plusSeconds(random.nextInt(3_000))));
  }

  /// One of the escalations is answered, or spent by entry `decision`; of none, nothing is spent.
  TaskEvent answered(long decision, Instant at) {
    if (asked.isEmpty()) {
      return new TaskEvent.ApprovalSpent(decision, List.of());
    }
    long seq = asked.get(random.nextInt(asked.size()));
    if (random.nextInt(3) == 0) {
      return new TaskEvent.ApprovalSpent(decision, List.of(seq));
    }
    serial++;
    var key = VerificationKey.of(SignatureAlgorithm.ES256, Obj.with("n", serial).build());
    boolean approves = random.nextInt(4) > 0;
    var bound =
        approves && random.nextBoolean()
            ? new Bound(boundary.permissions().getFirst(), at.plusSeconds(60))
            : null;
    return new TaskEvent.EscalationAnswered(
        seq,
        new GivenAnswer(
            new ClientId("fin" + serial),
            List.of("finance"),
            key.thumbprint(),
            approves,
            bound,
            approves && random.nextBoolean() ? List.of("label1") : List.of(),
            "comment",
            at),
        key,
        "approval",
        "hash" + serial);
  }
}
