package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.json.Json;
import io.legate.policy.Catalogue;
import io.legate.task.Sightings;
import io.legate.task.TaskEvent.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a decision is recorded: the answer, and beside it everything it rests on.
record DecisionRecord(Circumstances circumstances) {

  Decision of(Question question, Ruled ruled, Answer answer, Catalogue catalogue, Sightings known) {
    var allow = ruled.verdict() instanceof Verdict.Allow allowed ? allowed : null;
    var counted = circumstances.dryRun() ? null : allow;
    ActionRequest action = question.action();
    Catalogue.Entry entry = catalogue.get(action.action());
    Touched touched = counted == null ? Touched.NOTHING : Touched.of(action, entry, known);
    return new Decision(
        question.instance().hop(),
        question.pep(),
        canonical(action),
        answer.digest(),
        answer.outcome().label(),
        answer.toJson(),
        checks(question, ruled, counted),
        counted == null ? List.of() : counted.charges(),
        counted == null ? List.of() : counted.labels(),
        counted == null ? null : Deeds.of(action, entry),
        touched.written(),
        touched.pointedAt(),
        circumstances.proofKey(),
        circumstances.proof(),
        circumstances.dryRun(),
        circumstances.attested());
  }

  /// What the digest is over.
  static Json.Obj canonical(ActionRequest action) {
    return Json.Obj.with("action", action.action())
        .with("resource", action.resource())
        .with("arguments", action.arguments())
        .build();
  }

  /// What the record says beyond what the caller is told. An ALLOW that counts says what each
  /// charge found, in the order of the charges; one that does not, what it would have left.
  private Json.Obj checks(Question question, Ruled ruled, Verdict.@Nullable Allow counted) {
    var builder =
        Json.Obj.with("jti", question.instance().jti())
            .with("htm", circumstances.method())
            .with("htu", circumstances.uri())
            .with("basis", ruled.basis());
    if (counted != null) {
      builder.with("before", before(counted));
    }
    if (question.rowsWanted() != null) {
      builder.with("rows_wanted", question.rowsWanted());
    }
    if (ruled.verdict() instanceof Verdict.Allow allow) {
      if (counted == null) {
        builder.with("left", left(allow));
      }
      builder.with(
          "path",
          new Json.Arr(
              allow.path().stream()
                  .<Json>map(index -> new Json.Num(Integer.toString(index)))
                  .toList()));
    }
    return builder.build();
  }

  private static Json.Arr before(Verdict.Allow allow) {
    var counters = allow.counters();
    var before = new ArrayList<Json>(allow.charges().size());
    // One counter for each charge and in their order, unless charges share one.
    for (int i = 0; i < allow.charges().size(); i++) {
      var key = allow.charges().get(i).key();
      var counter = i < counters.size() ? counters.get(i) : counters.getFirst();
      for (int j = 0; !counter.key().equals(key); j++) {
        counter = counters.get(j);
      }
      before.add(new Json.Str(counter.before().toPlainString()));
    }
    return new Json.Arr(before);
  }

  private static Json.Arr left(Verdict.Allow allow) {
    return new Json.Arr(
        allow.counters().stream()
            .<Json>map(
                counter ->
                    Trace.counter(counter.key())
                        .with("before", counter.before().toPlainString())
                        .with("left", counter.left().toPlainString())
                        .build())
            .toList());
  }
}
