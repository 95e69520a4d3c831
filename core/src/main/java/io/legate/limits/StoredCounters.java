package io.legate.limits;

import io.legate.json.Json;
import io.legate.limits.Buckets.Bucket;
import io.legate.limits.Values.Met;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// How counters stand in a snapshot: in the order of their keys, those of one limit together, so
/// that one counter for each invoice costs little more than the invoice's number. Times and bucket
/// indexes are written as distances.
final class StoredCounters {

  private StoredCounters() {}

  static Json.Obj write(Map<CounterKey, Counter> inOrder, int sweepAt) {
    var limits = new ArrayList<Json>();
    var together = new ArrayList<Map.Entry<CounterKey, Counter>>();
    for (var one : inOrder.entrySet()) {
      if (!together.isEmpty() && !isSameLimit(together.getFirst(), one)) {
        limits.add(write(together));
        together.clear();
      }
      together.add(one);
    }
    if (!together.isEmpty()) {
      limits.add(write(together));
    }
    return new Json.Builder().with("sweep", sweepAt).with("limits", new Json.Arr(limits)).build();
  }

  private static boolean isSameLimit(
      Map.Entry<CounterKey, Counter> one, Map.Entry<CounterKey, Counter> other) {
    return one.getKey().hop().equals(other.getKey().hop())
        && one.getKey().limit().equals(other.getKey().limit())
        && one.getValue().shape().equals(other.getValue().shape());
  }

  private static Json.Obj write(List<Map.Entry<CounterKey, Counter>> together) {
    CounterKey key = together.getFirst().getKey();
    Shape shape = together.getFirst().getValue().shape();
    List<Json> counters = together.stream().<Json>map(StoredCounters::write).toList();
    return Json.Obj.with("hop", key.hop().toString())
        .with("limit", key.limit())
        .with("kind", shape.kind().name())
        .with("per_ms", shape.perMillis())
        .with("counters", new Json.Arr(counters))
        .build();
  }

  private static Json.Obj write(Map.Entry<CounterKey, Counter> one) {
    var members = new Json.Builder().withOptional("by", one.getKey().by());
    switch (one.getValue()) {
      case Total total -> members.with("used", total.used().toPlainString());
      case Times times -> members.with("times", write(times));
      case Buckets buckets -> members.with("buckets", write(buckets));
      case Values values -> members.with("values", write(values));
    }
    return members.build();
  }

  private static Json.Arr write(Times times) {
    var distances = new ArrayList<Json>();
    long before = 0;
    for (long millis : times.millis()) {
      distances.add(number(millis - before));
      before = millis;
    }
    return new Json.Arr(distances);
  }

  private static Json.Arr write(Buckets buckets) {
    var flat = new ArrayList<Json>();
    long before = 0;
    for (Bucket bucket : buckets.buckets()) {
      flat.add(number(bucket.index() - before));
      flat.add(new Json.Str(bucket.amount().toPlainString()));
      before = bucket.index();
    }
    return new Json.Arr(flat);
  }

  private static Json.Arr write(Values values) {
    var flat = new ArrayList<Json>();
    for (var one : values.met().entrySet()) {
      flat.add(new Json.Str(one.getKey().toString()));
      flat.add(number(one.getValue().lastMillis()));
      flat.add(number(one.getValue().holds()));
    }
    return new Json.Arr(flat);
  }

  private static Json.Num number(long value) {
    return new Json.Num(Long.toString(value));
  }

  static Counters read(Json json) {
    Json.Obj members = Stored.object(json);
    var byKey = new TreeMap<CounterKey, Counter>();
    for (Json item : Stored.items(members, "limits")) {
      Json.Obj limit = Stored.object(item);
      var hop = Stored.hop(Stored.text(limit, "hop"));
      String name = Stored.text(limit, "limit");
      var kind = Shape.Kind.valueOf(Stored.text(limit, "kind"));
      var shape = new Shape(kind, Stored.number(limit, "per_ms"));
      for (Json one : Stored.items(limit, "counters")) {
        Json.Obj counter = Stored.object(one);
        byKey.put(new CounterKey(hop, name, counter.string("by")), counter(shape, counter));
      }
    }
    return Counters.of(byKey, Math.toIntExact(Stored.number(members, "sweep")));
  }

  private static Counter counter(Shape shape, Json.Obj members) {
    if (shape.kind() == Shape.Kind.DISTINCT) {
      return values(shape, Stored.items(members, "values"));
    }
    if (!shape.isWindowed()) {
      return new Total(shape, amount(members.get("used")));
    }
    return shape.kind() == Shape.Kind.COUNT
        ? times(shape, Stored.items(members, "times"))
        : buckets(shape, Stored.items(members, "buckets"));
  }

  private static Times times(Shape shape, List<Json> distances) {
    long[] millis = new long[distances.size()];
    long before = 0;
    for (int i = 0; i < millis.length; i++) {
      before += Stored.number(distances.get(i));
      millis[i] = before;
    }
    return new Times(shape, millis);
  }

  private static Buckets buckets(Shape shape, List<Json> flat) {
    var buckets = new ArrayList<Bucket>(flat.size() / 2);
    long before = 0;
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      before += Stored.number(flat.get(i));
      buckets.add(new Bucket(before, amount(flat.get(i + 1))));
    }
    return new Buckets(shape, buckets);
  }

  private static Values values(Shape shape, List<Json> flat) {
    TreePMap<ValueHash, Met> met = TreePMap.empty();
    for (int i = 0; i + 2 < flat.size(); i += 3) {
      var value = ValueHash.parse(text(flat.get(i)));
      int holds = Math.toIntExact(Stored.number(flat.get(i + 2)));
      met = met.plus(value, new Met(Stored.number(flat.get(i + 1)), holds));
    }
    return new Values(shape, met);
  }

  private static BigDecimal amount(@Nullable Json json) {
    return Stored.decimal(text(json));
  }

  private static String text(@Nullable Json json) {
    if (json instanceof Json.Str(var text)) {
      return text;
    }
    throw new IllegalArgumentException("not text");
  }
}
