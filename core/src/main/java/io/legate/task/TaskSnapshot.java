package io.legate.task;

import io.legate.approval.ApprovalsJson;
import io.legate.crypto.Thumbprint;
import io.legate.fold.HashTrie;
import io.legate.fold.Remembered;
import io.legate.fold.RememberedJson;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.limits.Counters;
import io.legate.limits.Reservation;
import io.legate.policy.Breaker;
import io.legate.task.Charges.Reported;
import io.legate.task.Memory.Operation;
import io.legate.task.TaskEvent.Bar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// A task's state written down, so that a long stream need not be folded from its start.
///
/// Never the truth: the stream is. Equal states are written alike, byte for byte, so that a
/// snapshot can be compared with the fold it stands for. What the task has met is left out.
public final class TaskSnapshot {

  /// The form's version; another one is not read, and the stream is folded instead.
  private static final int VERSION = 5;

  private TaskSnapshot() {}

  /// Writes a state.
  public static Obj write(TaskState state) {
    var builder =
        Obj.with("v", VERSION)
            .with("status", state.status().name())
            .with("hops", sorted(state.hops().values(), HopJson::write, "id"))
            .with("bars", bars(state))
            .with("labels", Json.Arr.ofStrings(state.labels().stream().sorted().toList()))
            .with(
                "instances", RememberedJson.write(state.instances(), hash -> hash, HopJson::write))
            .with("memory", memory(state.memory()))
            .with("charges", charges(state.charges()))
            .with("breakers", breakers(state.breakers()))
            .with("history", state.history().toJson())
            .with("last_sighting", state.sightings().last())
            .with("approvals", ApprovalsJson.write(state.approvals()));
    if (state.header() != null) {
      builder.with("header", HopJson.write(state.header()));
    }
    if (state.root() != null) {
      builder.with("root", state.root().toString());
    }
    return builder.build();
  }

  /// Reads a state that has met nothing, or returns null where another version wrote it.
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
        RememberedJson.read(members.object("instances").object(), key -> key, HopJson::instance),
        memory(members.object("memory")),
        charges(members.object("charges")),
        breakers(members.object("breakers")),
        History.fromJson(members.get("history")),
        Sightings.NONE,
        ApprovalsJson.read(members.get("approvals")));
  }

  /// Returns the number of the last event that changed what the task has met, which a snapshot
  /// names and leaves out: whoever reads it reads those events too ([Sightings]).
  public static long lastSighting(Obj json) {
    return new Members(json).number("last_sighting");
  }

  private static Obj memory(Memory memory) {
    return Obj.with(
            "proofs", RememberedJson.write(memory.proofs(), key -> key, _ -> Json.Null.NULL))
        .with(
            "operations",
            sorted(
                memory.operations().entrySet(),
                share -> operations(share.getKey(), share.getValue()),
                "client"))
        .with(
            "statements",
            RememberedJson.write(
                memory.statements(), key -> key, hop -> new Json.Str(hop.toString())))
        .build();
  }

  private static Memory memory(Members members) {
    return new Memory(
        RememberedJson.read(members.object("proofs").object(), key -> key, _ -> true),
        operations(members),
        RememberedJson.read(
            members.object("statements").object(),
            key -> key,
            json -> java.util.Objects.requireNonNull(HopId.parse(Members.text(json)))));
  }

  private static Obj operations(ClientId client, Remembered<String, Operation> share) {
    return Obj.with("client", client.value())
        .with(
            "share",
            RememberedJson.write(
                share,
                key -> key,
                operation ->
                    Obj.with("seq", operation.seq()).with("digest", operation.digest()).build()))
        .build();
  }

  private static PMap<ClientId, Remembered<String, Operation>> operations(Members members) {
    var shares = HashTreePMap.<ClientId, Remembered<String, Operation>>empty();
    for (Members share : members.list("operations", Members::of)) {
      shares =
          shares.plus(
              share.client("client"),
              RememberedJson.read(
                  share.object("share").object(), key -> key, TaskSnapshot::operation));
    }
    return shares;
  }

  private static Operation operation(Json json) {
    var members = Members.of(json);
    return new Operation(members.number("seq"), members.string("digest"));
  }

  private static Obj charges(Charges charges) {
    var open = new ArrayList<Json>();
    charges.open().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(entry -> open.add(open(entry.getKey(), entry.getValue())));
    return Obj.with("counters", charges.counters().toJson())
        .with("open", new Json.Arr(open))
        .with(
            "free",
            RememberedJson.write(charges.free(), TaskSnapshot::number, each -> open(0L, each)))
        .with(
            "settled",
            RememberedJson.write(charges.settled(), TaskSnapshot::number, TaskSnapshot::reported))
        .build();
  }

  private static Charges charges(Members members) {
    var open = HashTrie.<Long, Charges.Open>empty();
    for (Json entry : members.list("open", json -> json)) {
      open = open.plus(Members.of(entry).number("seq"), open(entry));
    }
    return new Charges(
        Counters.fromJson(members.get("counters")),
        open,
        RememberedJson.read(members.object("free").object(), Long::valueOf, TaskSnapshot::open),
        RememberedJson.read(
            members.object("settled").object(), Long::valueOf, TaskSnapshot::reported));
  }

  private static Obj reported(Reported report) {
    return Obj.with("by", report.by().value())
        .with("digest", report.digest())
        .with("dropped", Learned.toJson(report.dropped()))
        .build();
  }

  private static Reported reported(Json json) {
    var members = Members.of(json);
    return new Reported(
        members.client("by"), members.string("digest"), Learned.dropped(members.object("dropped")));
  }

  private static Obj open(long seq, Charges.Open open) {
    return Obj.with("seq", seq)
        .with("pep", open.pep().value())
        .with("hop", open.hop().toString())
        .with("attested", new Json.Bool(open.attested()))
        .with("pointed_at", new Json.Bool(open.pointedAt()))
        .with("deed", open.deed().toJson())
        .with("reservation", open.reservation().toJson())
        .build();
  }

  private static Charges.Open open(Json json) {
    var members = Members.of(json);
    return new Charges.Open(
        members.client("pep"),
        members.hop("hop"),
        members.flag("attested"),
        members.flag("pointed_at"),
        Deed.fromJson(members.get("deed")),
        Reservation.fromJson(members.get("reservation")));
  }

  private static Obj breakers(Breakers breakers) {
    var denials = new Json.Builder();
    breakers.denials().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(entry -> denials.with(entry.getKey().value(), times(entry.getValue())));
    return Obj.with("denials", denials.build())
        .with("tripped", sorted(breakers.tripped(), TaskSnapshot::tripped, "id"))
        .build();
  }

  private static Json.Arr times(List<Instant> times) {
    return new Json.Arr(
        times.stream().<Json>map(at -> new Json.Num(Long.toString(at.toEpochMilli()))).toList());
  }

  private static Obj tripped(Breakers.Tripped tripped) {
    return Obj.with("id", tripped.breaker() + " " + tripped.client())
        .with("breaker", tripped.breaker())
        .with("client", tripped.client().value())
        .with("effect", tripped.effect().name())
        .build();
  }

  private static Breakers breakers(Members members) {
    var denials = HashTreePMap.<ClientId, PVector<Instant>>empty();
    for (String client : members.object("denials").object().members().keySet()) {
      var times = members.object("denials").list(client, TaskSnapshot::instant);
      denials = denials.plus(new ClientId(client), TreePVector.from(times));
    }
    var tripped =
        members.list(
            "tripped",
            json -> {
              var one = Members.of(json);
              return new Breakers.Tripped(
                  one.string("breaker"),
                  one.client("client"),
                  Breaker.Trip.valueOf(one.string("effect")));
            });
    return new Breakers(denials, HashTreePSet.from(tripped));
  }

  private static Instant instant(Json json) {
    if (json instanceof Json.Num(var text)) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
    throw new IllegalStateException("a recorded instant is not one");
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

  private static String number(Long value) {
    return String.format(Locale.ROOT, "%019d", value);
  }
}
