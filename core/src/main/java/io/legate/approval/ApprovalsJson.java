package io.legate.approval;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// Asks, answers and escalations as they stand in events and snapshots.
///
/// Reads only what it wrote: anything else is a damaged ledger, hence unchecked exceptions.
public final class ApprovalsJson {

  // What was recorded was within the limits of its day; today's may be tighter.
  private static final BoundaryLimits RECORDED =
      new BoundaryLimits(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          64,
          Integer.MAX_VALUE);

  private ApprovalsJson() {}

  /// Writes all escalations of a task.
  public static Json.Arr write(Approvals approvals) {
    var all = new ArrayList<Json>();
    approvals
        .held()
        .forEach(
            (seq, escalation) -> {
              var builder =
                  Obj.with("seq", seq)
                      .with("ask", write(escalation.ask()))
                      .with("at", escalation.askedAt().toEpochMilli())
                      .with("answers", array(escalation.answers(), ApprovalsJson::write))
                      .with("again", Json.Arr.ofStrings(List.copyOf(escalation.again())));
              Long spentBy = escalation.spentBy();
              all.add((spentBy == null ? builder : builder.with("spent_by", spentBy)).build());
            });
    return new Json.Arr(all);
  }

  /// Reads what [#write(Approvals)] wrote.
  public static Approvals read(Json json) {
    var held = TreePMap.<Long, Escalation>empty();
    for (Obj one : objects(json)) {
      held =
          held.plus(
              number(one, "seq"),
              new Escalation(
                  ask(object(one, "ask")),
                  Instant.ofEpochMilli(number(one, "at")),
                  objects(require(one, "answers")).stream().map(ApprovalsJson::answer).toList(),
                  one.get("spent_by") == null ? null : number(one, "spent_by"),
                  new TreeSet<>(texts(one, "again"))));
    }
    return new Approvals(held);
  }

  /// Writes what is asked.
  public static Obj write(Ask ask) {
    return Obj.with("hop", ask.hop().toString())
        .with("pep", ask.pep().value())
        .with("action", ask.action())
        .with("digest", ask.digest())
        .with("permission", ask.permission())
        .with(
            "grounds",
            array(
                ask.grounds(),
                ground ->
                    Obj.with("id", ground.id())
                        .with("code", ground.code())
                        .with("sentence", ground.sentence())
                        .with("need", ground.need())
                        .build()))
        .with(
            "needs",
            array(
                ask.needs(),
                need ->
                    Obj.with("approvers", Json.Arr.ofStrings(need.approvers()))
                        .with("quorum", need.quorum())
                        .build()))
        .with("labels", Json.Arr.ofStrings(ask.labels()))
        .with("lapses_at", ask.lapsesAt().toEpochMilli())
        .build();
  }

  /// Reads what [#write(Ask)] wrote.
  public static Ask ask(Obj json) {
    return new Ask(
        Objects.requireNonNull(HopId.parse(text(json, "hop")), "hop"),
        new ClientId(text(json, "pep")),
        object(json, "action"),
        text(json, "digest"),
        (int) number(json, "permission"),
        objects(require(json, "grounds")).stream()
            .map(
                ground ->
                    new Ground(
                        text(ground, "id"),
                        text(ground, "code"),
                        text(ground, "sentence"),
                        (int) number(ground, "need")))
            .toList(),
        objects(require(json, "needs")).stream()
            .map(need -> new Need(texts(need, "approvers"), (int) number(need, "quorum")))
            .toList(),
        texts(json, "labels"),
        Instant.ofEpochMilli(number(json, "lapses_at")));
  }

  /// Writes an answer.
  public static Obj write(GivenAnswer answer) {
    var builder =
        Obj.with("by", answer.by().value())
            .with("roles", Json.Arr.ofStrings(answer.roles()))
            .with("jkt", answer.key().value())
            .with("approves", new Json.Bool(answer.approves()))
            .with("lifts", Json.Arr.ofStrings(answer.lifts()))
            .with("comment", answer.comment())
            .with("at", answer.at().toEpochMilli());
    Bound bound = answer.bound();
    if (bound != null) {
      builder
          .with("permission", bound.permission().toJson())
          .with("until", bound.until().toEpochMilli());
    }
    return builder.build();
  }

  /// Reads what [#write(GivenAnswer)] wrote.
  public static GivenAnswer answer(Obj json) {
    return new GivenAnswer(
        new ClientId(text(json, "by")),
        texts(json, "roles"),
        new Thumbprint(text(json, "jkt")),
        json.get("approves") instanceof Json.Bool(var approves) && approves,
        bound(json),
        texts(json, "lifts"),
        text(json, "comment"),
        Instant.ofEpochMilli(number(json, "at")));
  }

  private static @Nullable Bound bound(Obj json) {
    Json permission = json.get("permission");
    if (permission == null) {
      return null;
    }
    try {
      var boundary = Boundary.parse(new Json.Arr(List.of(permission)), RECORDED);
      return new Bound(
          boundary.permissions().getFirst(), Instant.ofEpochMilli(number(json, "until")));
    } catch (InvalidBoundaryException e) {
      throw new IllegalStateException("a recorded permission is not one", e);
    }
  }

  private static <T> Json.Arr array(List<T> values, Function<T, Json> write) {
    return new Json.Arr(values.stream().map(write).toList());
  }

  private static Json require(Obj json, String name) {
    return Objects.requireNonNull(json.get(name), name);
  }

  private static Obj object(Obj json, String name) {
    return (Obj) require(json, name);
  }

  private static List<Obj> objects(Json json) {
    return ((Json.Arr) json).items().stream().map(Obj.class::cast).toList();
  }

  private static List<String> texts(Obj json, String name) {
    return ((Json.Arr) require(json, name))
        .items().stream().map(item -> ((Json.Str) item).value()).toList();
  }

  private static String text(Obj json, String name) {
    return Objects.requireNonNull(json.string(name), name);
  }

  private static long number(Obj json, String name) {
    return Long.parseLong(((Json.Num) require(json, name)).text());
  }
}
