package io.legate.limits;

import io.legate.identity.HopId;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How charges, reservations and reports stand in events and snapshots. Reads only what it wrote;
/// anything else is an `IllegalArgumentException`.
final class Stored {

  private Stored() {}

  /// Charges come hop by hop, and most often every hop of a chain is charged alike: what is taken
  /// is written once for all hops that follow each other and are.
  static Json.Arr write(List<Charge> charges) {
    var groups = new ArrayList<Json>();
    var hops = new ArrayList<Json>();
    List<Json> last = List.of();
    for (int from = 0, to; from < charges.size(); from = to) {
      HopId hop = charges.get(from).key().hop();
      var taken = new ArrayList<Json>();
      for (to = from; to < charges.size() && charges.get(to).key().hop().equals(hop); to++) {
        taken.add(write(charges.get(to)));
      }
      if (!taken.equals(last)) {
        addGroup(groups, hops, last);
        hops.clear();
        last = taken;
      }
      hops.add(new Json.Str(hop.toString()));
    }
    addGroup(groups, hops, last);
    return new Json.Arr(groups);
  }

  private static void addGroup(List<Json> groups, List<Json> hops, List<Json> taken) {
    if (!hops.isEmpty()) {
      groups.add(
          Json.Obj.with("hops", new Json.Arr(hops)).with("each", new Json.Arr(taken)).build());
    }
  }

  static List<Charge> charges(@Nullable Json json) {
    var charges = new ArrayList<Charge>();
    for (Json group : items(json)) {
      Json.Obj members = object(group);
      for (Json name : items(members, "hops")) {
        HopId hop = hop(name instanceof Json.Str(var text) ? text : "");
        items(members, "each").forEach(charge -> charges.add(charge(hop, charge)));
      }
    }
    return charges;
  }

  private static Json.Obj write(Charge charge) {
    var members =
        Json.Obj.with("limit", charge.key().limit()).withOptional("by", charge.key().by());
    Duration per = charge.per();
    if (per != null) {
      members.with("per_ms", per.toMillis());
    }
    switch (charge) {
      case Charge.Count _ -> members.with("count", 1);
      case Charge.Sum sum ->
          members.with("sum", sum.argument()).with("amount", sum.amount().toPlainString());
      case Charge.Distinct distinct -> members.with("distinct", distinct.value().toString());
      case Charge.Rows rows -> members.with("rows", rows.rows());
    }
    return members.build();
  }

  private static Charge charge(HopId hop, Json json) {
    Json.Obj members = object(json);
    var key = new CounterKey(hop, text(members, "limit"), members.string("by"));
    Duration per =
        members.get("per_ms") == null ? null : Duration.ofMillis(number(members, "per_ms"));
    if (members.get("count") != null) {
      return new Charge.Count(key, per);
    }
    if (members.get("sum") != null) {
      return new Charge.Sum(key, per, text(members, "sum"), decimal(text(members, "amount")));
    }
    if (members.get("distinct") != null) {
      return new Charge.Distinct(key, per, ValueHash.parse(text(members, "distinct")));
    }
    return new Charge.Rows(key, per, number(members, "rows"));
  }

  static Json.Obj write(Reservation reservation) {
    return Json.Obj.with("decision", reservation.decision())
        .with("at_ms", reservation.at().toEpochMilli())
        .with("charges", write(reservation.charges()))
        .build();
  }

  static Reservation reservation(Json json) {
    Json.Obj members = object(json);
    return new Reservation(
        text(members, "decision"),
        charges(members.get("charges")),
        Instant.ofEpochMilli(number(members, "at_ms")));
  }

  static Json.Obj write(Actual actual) {
    return switch (actual) {
      case Actual.NotExecuted _ -> Json.Obj.with("executed", new Json.Bool(false)).build();
      case Actual.Executed(var amounts, var rows) -> {
        var members = Json.Obj.with("executed", new Json.Bool(true));
        if (!amounts.isEmpty()) {
          var texts = new TreeMap<String, Json>();
          amounts.forEach(
              (argument, amount) -> texts.put(argument, new Json.Str(amount.toPlainString())));
          members.with("amounts", new Json.Obj(texts));
        }
        if (rows != null) {
          members.with("rows", rows);
        }
        yield members.build();
      }
    };
  }

  static Actual actual(Json json) {
    Json.Obj members = object(json);
    if (!(members.get("executed") instanceof Json.Bool(var executed))) {
      throw new IllegalArgumentException("no `executed`");
    }
    if (!executed) {
      return new Actual.NotExecuted();
    }
    var amounts = new TreeMap<String, BigDecimal>();
    if (members.get("amounts") != null) {
      Json.Obj texts = object(members.get("amounts"));
      texts.members().keySet().forEach(name -> amounts.put(name, decimal(text(texts, name))));
    }
    Long rows = members.get("rows") == null ? null : number(members, "rows");
    return new Actual.Executed(amounts, rows);
  }

  static Json.Obj object(@Nullable Json json) {
    if (json instanceof Json.Obj object) {
      return object;
    }
    throw new IllegalArgumentException("not an object");
  }

  static List<Json> items(Json.Obj members, String name) {
    return items(members.get(name));
  }

  private static List<Json> items(@Nullable Json json) {
    if (json instanceof Json.Arr(var items)) {
      return items;
    }
    throw new IllegalArgumentException("not an array");
  }

  static String text(Json.Obj members, String name) {
    String text = members.string(name);
    if (text == null) {
      throw new IllegalArgumentException("no text `" + name + "`");
    }
    return text;
  }

  static long number(Json.Obj members, String name) {
    if (members.get(name) instanceof Json.Num number) {
      return number(number);
    }
    throw new IllegalArgumentException("no number `" + name + "`");
  }

  static long number(Json json) {
    if (json instanceof Json.Num(var text)) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException("not a number");
  }

  static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  static HopId hop(String text) {
    return Objects.requireNonNullElseGet(
        HopId.parse(text),
        () -> {
          throw new IllegalArgumentException("not a hop");
        });
  }
}
