package io.legate.control;

import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.fold.RememberedJson;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;

/// Lists, signals, scores and carried labels as they stand in events and snapshots.
final class LiveFactsJson {

  private LiveFactsJson() {}

  static Obj write(LiveFacts facts) {
    var lists = new Json.Builder();
    new TreeMap<>(facts.lists())
        .forEach(
            (name, list) ->
                lists.with(
                    name,
                    Obj.with("version", list.version())
                        .with(
                            "members",
                            Json.Arr.ofStrings(list.members().stream().sorted().toList()))
                        .build()));
    return Obj.with("lists", lists.build())
        .with(
            "signals",
            RememberedJson.write(
                facts.signals(),
                key -> key.name() + "\n" + key.about(),
                signal -> value(signal).build()))
        .with("trust", writeScores(new TreeMap<>(facts.trust())))
        .with(
            "carried",
            RememberedJson.write(
                facts.carried().entries(),
                key -> key.opener() + "\n" + key.label() + "\n" + key.subject(),
                until -> new Json.Num(Long.toString(until.toEpochMilli()))))
        .build();
  }

  static LiveFacts read(Obj json) {
    var lists = HashTreePMap.<String, NamedList>empty();
    for (Map.Entry<String, Json> entry : object(json, "lists").members().entrySet()) {
      if (!(entry.getValue() instanceof Obj list)) {
        throw damaged("lists");
      }
      lists =
          lists.plus(
              entry.getKey(),
              new NamedList(number(list, "version"), HashTreePSet.from(texts(list, "members"))));
    }
    return new LiveFacts(
        lists,
        RememberedJson.read(
            object(json, "signals"),
            LiveFactsJson::splitKey,
            signal -> signal(signal instanceof Obj object ? object : Obj.EMPTY)),
        HashTreePMap.from(scores(json, "trust")),
        new CarriedLabels(
            RememberedJson.read(
                object(json, "carried"),
                LiveFactsJson::splitCarried,
                until -> Instant.ofEpochMilli(number(until)))));
  }

  static Obj write(Signal.Key key, Signal signal) {
    return value(signal).with("signal", key.name()).with("about", key.about()).build();
  }

  private static Json.Builder value(Signal signal) {
    return Obj.with("value", signal.value().toPlainString())
        .with("set_at", signal.setAt().toEpochMilli())
        .with("expires_at", signal.expiresAt().toEpochMilli())
        .with("by", signal.by().value())
        .with("request", signal.request().toString());
  }

  static Signal.Key key(Obj data) {
    return new Signal.Key(text(data, "signal"), text(data, "about"));
  }

  static Signal signal(Obj data) {
    return new Signal(
        new BigDecimal(text(data, "value")),
        Instant.ofEpochMilli(number(data, "set_at")),
        Instant.ofEpochMilli(number(data, "expires_at")),
        new ClientId(text(data, "by")),
        Objects.requireNonNull(RequestId.parse(text(data, "request")), "request"));
  }

  static Obj write(LabelsCarried event) {
    return Obj.with("opener", event.opener().value())
        .with("subject", event.subject())
        .with("labels", Json.Arr.ofStrings(event.labels()))
        .with("until", event.until().toEpochMilli())
        .build();
  }

  static LabelsCarried carried(Obj data) {
    return new LabelsCarried(
        new ClientId(text(data, "opener")),
        text(data, "subject"),
        texts(data, "labels"),
        Instant.ofEpochMilli(number(data, "until")));
  }

  static Obj writeScores(SortedMap<ClientId, BigDecimal> scores) {
    var builder = new Json.Builder();
    scores.forEach((client, score) -> builder.with(client.value(), score.toPlainString()));
    return builder.build();
  }

  static SortedMap<ClientId, BigDecimal> scores(Obj data, String name) {
    var scores = new TreeMap<ClientId, BigDecimal>();
    Obj written = object(data, name);
    for (String client : written.members().keySet()) {
      scores.put(new ClientId(client), new BigDecimal(text(written, client)));
    }
    return scores;
  }

  static List<String> texts(Obj data, String name) {
    if (!(data.get(name) instanceof Json.Arr(var items))) {
      throw damaged(name);
    }
    var texts = new ArrayList<String>(items.size());
    for (Json item : items) {
      if (!(item instanceof Json.Str(var text))) {
        throw damaged(name);
      }
      texts.add(text);
    }
    return texts;
  }

  static long number(Obj data, String name) {
    if (data.get(name) instanceof Json.Num number) {
      return number(number);
    }
    throw damaged(name);
  }

  private static long number(Json json) {
    if (json instanceof Json.Num(var text)) {
      return Long.parseLong(text);
    }
    throw damaged("number");
  }

  private static Signal.Key splitKey(String text) {
    int end = text.indexOf('\n');
    return new Signal.Key(text.substring(0, end), text.substring(end + 1));
  }

  /// Neither a client id nor a label has a line break in it.
  private static CarriedLabels.Key splitCarried(String text) {
    String[] parts = text.split("\n", 3);
    return new CarriedLabels.Key(new ClientId(parts[0]), parts[2], parts[1]);
  }

  private static Obj object(Obj data, String name) {
    if (data.get(name) instanceof Obj object) {
      return object;
    }
    throw damaged(name);
  }

  private static String text(Obj data, String name) {
    return Objects.requireNonNull(data.string(name), name);
  }

  private static IllegalStateException damaged(String what) {
    return new IllegalStateException("a recorded change of control lacks `" + what + "`");
  }
}
