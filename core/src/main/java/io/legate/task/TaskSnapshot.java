package io.legate.task;

import io.legate.crypto.Thumbprint;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.limits.Counters;
import io.legate.limits.Reservation;
import io.legate.task.TaskEvent.Bar;
import io.legate.task.TaskEvent.Settled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;

/// A task's state written down, so that a long stream need not be folded from its start.
///
/// Never the truth: the stream is. Equal states are written alike, byte for byte, so that a
/// snapshot can be compared with the fold it stands for.
public final class TaskSnapshot {

  /// The form's version; another one is not read, and the stream is folded instead.
  private static final int VERSION = 1;

  private TaskSnapshot() {}

  /// Writes a state.
  public static Obj write(TaskState state) {
    var builder =
        Obj.with("v", VERSION)
            .with("status", state.status().name())
            .with("hops", sorted(state.hops().values(), HopJson::write, "id"))
            .with("bars", bars(state))
            .with("labels", Json.Arr.ofStrings(state.labels().stream().sorted().toList()))
            .with("instances", remembered(state.instances(), hash -> hash, HopJson::write))
            .with("memory", memory(state.memory()))
            .with("charges", charges(state.charges()));
    if (state.header() != null) {
      builder.with("header", HopJson.write(state.header()));
    }
    if (state.root() != null) {
      builder.with("root", state.root().toString());
    }
    return builder.build();
  }

  /// Reads a state, or returns null where another version wrote it.
  public static @Nullable TaskState read(Obj json) {
    if (!(json.get("v") instanceof Json.Num(var version))
        || !version.equals(Integer.toString(VERSION))) {
      return null;
    }
    var members = new Members(json);
    var hops = HashTreePMap.<HopId, Hop>empty();
    for (Hop hop : members.list("hops", HopJson::hop)) {
      hops = hops.plus(hop.id(), hop);
    }
    String root = members.optional("root");
    Json header = json.get("header");
    return new TaskState(
        TaskStatus.valueOf(members.string("status")),
        header == null ? null : HopJson.header(header),
        root == null ? null : HopId.parse(root),
        hops,
        HashTreePSet.from(members.list("bars", TaskSnapshot::bar)),
        HashTreePSet.from(members.strings("labels")),
        remembered(members.object("instances"), key -> key, HopJson::instance),
        memory(members.object("memory")),
        charges(members.object("charges")));
  }

  private static Obj memory(Memory memory) {
    return Obj.with("proofs", remembered(memory.proofs(), key -> key, _ -> Json.Null.NULL))
        .with(
            "operations",
            remembered(
                memory.operations(),
                key -> key,
                operation ->
                    Obj.with("seq", operation.seq()).with("digest", operation.digest()).build()))
        .with(
            "statements",
            remembered(memory.statements(), key -> key, hop -> new Json.Str(hop.toString())))
        .build();
  }

  private static Memory memory(Members members) {
    return new Memory(
        remembered(members.object("proofs"), key -> key, _ -> true),
        remembered(
            members.object("operations"),
            key -> key,
            json ->
                new Memory.Operation(
                    Members.of(json).number("seq"), Members.of(json).string("digest"))),
        remembered(
            members.object("statements"),
            key -> key,
            json -> java.util.Objects.requireNonNull(HopId.parse(Members.text(json)))));
  }

  private static Obj charges(Charges charges) {
    var open = new ArrayList<Json>();
    charges.open().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(entry -> open.add(open(entry.getKey(), entry.getValue())));
    return Obj.with("counters", charges.counters().toJson())
        .with("open", new Json.Arr(open))
        .with("free", remembered(charges.free(), TaskSnapshot::number, each -> open(0L, each)))
        .with(
            "settled",
            remembered(
                charges.settled(),
                TaskSnapshot::number,
                report -> TaskEventJson.write((TaskEvent) report)))
        .build();
  }

  private static Charges charges(Members members) {
    var open = HashTreePMap.<Long, Charges.Open>empty();
    for (Json entry : members.list("open", json -> json)) {
      open = open.plus(Members.of(entry).number("seq"), open(entry));
    }
    return new Charges(
        Counters.fromJson(members.get("counters")),
        open,
        remembered(members.object("free"), Long::valueOf, TaskSnapshot::open),
        remembered(
            members.object("settled"),
            Long::valueOf,
            json -> (Settled) TaskEventJson.read(EventKind.SETTLED, Members.of(json).object())));
  }

  private static Obj open(long seq, Charges.Open open) {
    return Obj.with("seq", seq)
        .with("pep", open.pep().value())
        .with("reservation", open.reservation().toJson())
        .build();
  }

  private static Charges.Open open(Json json) {
    var members = Members.of(json);
    return new Charges.Open(
        members.client("pep"), Reservation.fromJson(members.get("reservation")));
  }

  private static Json.Arr bars(TaskState state) {
    return sorted(
        state.bars(),
        bar ->
            Obj.with("id", bar.below() + " " + bar.client() + " " + bar.key().value())
                .with("below", bar.below().toString())
                .with("client", bar.client().value())
                .with("jkt", bar.key().value())
                .build(),
        "id");
  }

  private static Bar bar(Json json) {
    var members = Members.of(json);
    return new Bar(
        members.hop("below"), members.client("client"), new Thumbprint(members.string("jkt")));
  }

  private static <T> Json.Arr sorted(Iterable<T> values, Function<T, Obj> write, String by) {
    var all = new ArrayList<Obj>();
    values.forEach(value -> all.add(write.apply(value)));
    all.sort(Comparator.comparing(each -> String.valueOf(each.string(by))));
    return new Json.Arr(new ArrayList<Json>(all));
  }

  private static <K, V> Obj remembered(
      Remembered<K, V> memory, Function<K, String> key, Function<V, Json> write) {
    var entries = new ArrayList<Obj>();
    memory.forEach(
        (name, entry) ->
            entries.add(
                Obj.with("k", key.apply(name))
                    .with("until", entry.until().toEpochMilli())
                    .with("value", write.apply(entry.value()))
                    .build()));
    entries.sort(Comparator.comparing(each -> String.valueOf(each.string("k"))));
    return Obj.with("sweep_at", memory.sweepAt())
        .with("entries", new Json.Arr(new ArrayList<Json>(entries)))
        .build();
  }

  private static <K, V> Remembered<K, V> remembered(
      Members members, Function<String, K> key, Function<Json, V> read) {
    var entries = HashTreePMap.<K, Remembered.Entry<V>>empty();
    for (Json json : members.list("entries", each -> each)) {
      var entry = Members.of(json);
      Instant until = entry.instant("until");
      entries =
          entries.plus(
              key.apply(entry.string("k")),
              new Remembered.Entry<>(read.apply(entry.get("value")), until));
    }
    return new Remembered<>(entries, (int) members.number("sweep_at"));
  }

  private static String number(Long value) {
    return String.format(Locale.ROOT, "%019d", value);
  }
}
