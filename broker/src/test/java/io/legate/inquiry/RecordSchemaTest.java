package io.legate.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.legate.control.ControlEvent;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.review.Recorded;
import io.legate.task.EventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The published schema of records, held against what a broker records.
class RecordSchemaTest {

  /// Below these a record has what others wrote, or what another schema is about.
  private static final Pattern OPEN = Pattern.compile(".*/(jwk|bundle|arguments)(/.*)?");

  private static JsonSchema schema;
  private static Json.Obj text;
  private static List<Json.Obj> records;

  @BeforeAll
  static void readARealRun(@TempDir Path folder) throws Exception {
    String read = Files.readString(Path.of("..", "docs", "spec", "records.schema.json"));
    schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(read);
    text = JsonReader.readObject(read);
    Recorded.everythingAndAlone(folder);
    records = bodies(folder);
  }

  private static List<Json.Obj> bodies(Path folder) throws Exception {
    var bodies = new ArrayList<Json.Obj>();
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
        var query = connection.createStatement();
        var rows = query.executeQuery("SELECT body FROM event ORDER BY leaf")) {
      while (rows.next()) {
        bodies.add(JsonReader.readObject(rows.getBytes(1)));
      }
    }
    return bodies;
  }

  private static List<String> refusals(Json record) {
    return schema.validate(Jcs.text(record), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void everyRecordOfARealRunIsValid() {
    assertThat(records.size()).isGreaterThan(80);
    for (Json.Obj each : records) {
      assertThat(refusals(each)).as(Jcs.text(each)).isEmpty();
    }
    var kinds = new TreeSet<String>();
    records.forEach(each -> kinds.add(Jcs.text(Objects.requireNonNull(each.get("kind")))));
    assertThat(kinds).contains("1", "2", "3", "5", "6", "12", "13", "14", "15", "50", "52", "107");
  }

  /// One record of each kind is enough: a member too many is put into each of its objects.
  @Test
  void aMemberThatIsNotKnownIsRefusedWhereverItStands() {
    var byKind = new TreeMap<String, Json.Obj>();
    records.forEach(each -> byKind.put(Jcs.text(Objects.requireNonNull(each.get("kind"))), each));
    var tried = new ArrayList<String>();
    for (Json.Obj each : byKind.values()) {
      withSurplus(
          "",
          each,
          (where, changed) -> {
            tried.add(where);
            assertThat(refusals(changed)).as(where + " of " + Jcs.text(each)).isNotEmpty();
          });
    }
    assertThat(tried).hasSizeGreaterThan(80).contains("/data/hop", "/data/checks/basis");
  }

  private interface Changed {
    void is(String where, Json changed);
  }

  private static void withSurplus(String where, Json value, Changed changed) {
    if (OPEN.matcher(where).matches()) {
      return;
    }
    switch (value) {
      case Json.Obj(var members) -> {
        var more = new LinkedHashMap<>(members);
        more.put("surplus", new Json.Bool(true));
        changed.is(where, new Json.Obj(more));
        members.forEach(
            (name, member) ->
                withSurplus(
                    where + "/" + name,
                    member,
                    (at, other) -> changed.is(at, new Json.Obj(with(members, name, other)))));
      }
      case Json.Arr(var items) -> {
        for (int i = 0; i < items.size(); i++) {
          int index = i;
          withSurplus(
              where + "/" + i,
              items.get(i),
              (at, other) -> {
                var others = new ArrayList<>(items);
                others.set(index, other);
                changed.is(at, new Json.Arr(others));
              });
        }
      }
      case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> {}
    }
  }

  private static Map<String, Json> with(Map<String, Json> members, String name, Json value) {
    var changed = new LinkedHashMap<>(members);
    changed.put(name, value);
    return changed;
  }

  @Test
  void aRecordWithoutItsPlaceOrOfNoKindIsRefused() {
    Json.Obj record = records.getLast();
    for (String name : List.of("at", "control", "data", "kind", "node", "seq", "stream")) {
      assertThat(refusals(changed(record, members -> members.remove(name)))).as(name).isNotEmpty();
    }
    assertThat(refusals(changed(record, members -> members.put("kind", new Json.Num("999")))))
        .isNotEmpty();
    assertThat(refusals(changed(record, members -> members.put("prev", new Json.Str("x")))))
        .isNotEmpty();
  }

  private static Json.Obj changed(Json.Obj record, Consumer<Map<String, Json>> change) {
    var members = new LinkedHashMap<>(record.members());
    change.accept(members);
    return new Json.Obj(members);
  }

  @Test
  void everyKindOfEventHasItsDefinition() {
    var definitions = ((Json.Obj) Objects.requireNonNull(text.get("$defs"))).members().keySet();
    for (EventKind kind : EventKind.values()) {
      assertThat(definitions).contains(kind.name().toLowerCase(Locale.ROOT));
    }
    for (Class<?> event : eventsOf(ControlEvent.class)) {
      String name = event.getSimpleName().replaceAll("(?<=[a-z])([A-Z])", "_$1");
      assertThat(definitions).contains(name.toLowerCase(Locale.ROOT));
    }
    assertThat(definitions).contains("api_token_issued", "assertion_spent", "taskless_decided");
  }

  /// Also those that are sealed together below it.
  private static List<Class<?>> eventsOf(Class<?> sealed) {
    var events = new ArrayList<Class<?>>();
    for (Class<?> below : sealed.getPermittedSubclasses()) {
      events.addAll(below.isSealed() ? eventsOf(below) : List.of(below));
    }
    return events;
  }
}
