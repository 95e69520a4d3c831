package io.legate.control;

import io.legate.control.ControlEvent.HoldReleased;
import io.legate.control.ControlEvent.HoldSet;
import io.legate.control.ControlEvent.OfKeeping;
import io.legate.control.ControlEvent.SubjectErased;
import io.legate.crypto.Base64Url;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;

/// Holds and erasures as they stand in the ledger.
final class KeepingJson {

  static final int HOLD_SET = 116;
  static final int HOLD_RELEASED = 117;
  static final int SUBJECT_ERASED = 118;

  /// The member of an erasure that says what came of it, and not what was asked.
  static final String REMOVED = "removed";

  private KeepingJson() {}

  static int kind(OfKeeping event) {
    return switch (event) {
      case HoldSet _ -> HOLD_SET;
      case HoldReleased _ -> HOLD_RELEASED;
      case SubjectErased _ -> SUBJECT_ERASED;
    };
  }

  static Obj write(OfKeeping event) {
    return switch (event) {
      case HoldSet(var task, var subject, _, var by, var reason) ->
          about(task, subject).with("by", by.value()).with("reason", reason).build();
      case HoldReleased(var hold, var by, var reason) ->
          Obj.with("hold", hold).with("by", by.value()).with("reason", reason).build();
      case SubjectErased erased ->
          about(erased.task(), erased.subject())
              .with("by", erased.by().value())
              .with("reason", erased.reason())
              .with(REMOVED, removed(erased))
              .build();
    };
  }

  private static Json.Builder about(@Nullable TaskId task, @Nullable String subject) {
    return new Json.Builder()
        .withOptional("subject", subject)
        .withOptional("task", task == null ? null : task.toString());
  }

  private static Obj removed(SubjectErased erased) {
    return Obj.with("tasks", erased.tasks())
        .with("records", erased.records())
        .with(
            "control",
            new Json.Arr(
                erased.control().stream()
                    .<Json>map(seq -> new Json.Num(Long.toString(seq)))
                    .toList()))
        .with("elsewhere", erased.elsewhere())
        .build();
  }

  static OfKeeping read(int kind, Obj data) {
    var by = new ClientId(text(data, "by"));
    String reason = text(data, "reason");
    return switch (kind) {
      case HOLD_SET -> new HoldSet(task(data), data.string("subject"), null, by, reason);
      case HOLD_RELEASED -> new HoldReleased(LiveFactsJson.number(data, "hold"), by, reason);
      case SUBJECT_ERASED -> erased(data, by, reason);
      default -> throw new IllegalStateException("control kind " + kind + " keeps nothing");
    };
  }

  private static SubjectErased erased(Obj data, ClientId by, String reason) {
    Obj removed = (Obj) Objects.requireNonNull(data.get(REMOVED), REMOVED);
    return new SubjectErased(
        text(data, "subject"),
        null,
        task(data),
        LiveFactsJson.number(removed, "tasks"),
        LiveFactsJson.number(removed, "records"),
        numbers(removed.get("control")),
        LiveFactsJson.number(removed, "elsewhere"),
        by,
        reason);
  }

  private static List<Long> numbers(@Nullable Json json) {
    return json instanceof Json.Arr(var items)
        ? items.stream().map(item -> Long.valueOf(((Json.Num) item).text())).toList()
        : List.of();
  }

  static Obj write(Keeping keeping) {
    var holds = new Json.Builder();
    new TreeMap<>(keeping.holds())
        .forEach((seq, hold) -> holds.with(Long.toString(seq), write(hold)));
    return Obj.with("holds", holds.build())
        .with(
            "missing",
            new Json.Arr(
                keeping.missing().stream()
                    .sorted()
                    .<Json>map(seq -> new Json.Num(Long.toString(seq)))
                    .toList()))
        .with("erasures", keeping.erasures())
        .build();
  }

  private static Obj write(Keeping.Hold hold) {
    return about(hold.task(), hold.subject())
        .withOptional("key", hold.key() == null ? null : Base64Url.encode(hold.key().bytes()))
        .with("by", hold.by().value())
        .with("since", hold.since().toEpochMilli())
        .build();
  }

  static Keeping read(Obj json) {
    var holds = HashTreePMap.<Long, Keeping.Hold>empty();
    for (var each : ((Obj) Objects.requireNonNull(json.get("holds"))).members().entrySet()) {
      holds = holds.plus(Long.valueOf(each.getKey()), hold((Obj) each.getValue()));
    }
    return new Keeping(
        holds,
        HashTreePSet.from(numbers(json.get("missing"))),
        LiveFactsJson.number(json, "erasures"));
  }

  private static Keeping.Hold hold(Obj json) {
    String key = json.string("key");
    return new Keeping.Hold(
        task(json),
        json.string("subject"),
        key == null ? null : SubjectKey.of(Objects.requireNonNull(Base64Url.decode(key))),
        new ClientId(text(json, "by")),
        Instant.ofEpochMilli(LiveFactsJson.number(json, "since")));
  }

  private static @Nullable TaskId task(Obj data) {
    String text = data.string("task");
    UUID id = text == null ? null : Uuid7.parse(text);
    return id == null ? null : new TaskId(id);
  }

  private static String text(Obj data, String name) {
    return Objects.requireNonNull(data.string(name), name);
  }
}
