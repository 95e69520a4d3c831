package io.legate.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.legate.boundary.BoundaryLimits;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.policy.Bundle;
import io.legate.policy.InvalidBundleException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The published schema, held against the reader: what it refuses, the reader refuses.
class PolicySchemaTest {

  private static JsonSchema schema;
  private static Json.Obj example;

  @BeforeAll
  static void read() throws Exception {
    String text = Files.readString(Path.of("..", "docs", "spec", "policy-bundle.schema.json"));
    schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text);
    var read = ExamplePolicyTest.read();
    var whole = new LinkedHashMap<>(read.bundle().content().members());
    whole.put("tests", read.tests());
    example = new Json.Obj(whole);
  }

  @Test
  void theExampleIsValid() {
    assertThat(refusals(example)).isEmpty();
  }

  @Test
  void theConfigurationsOwnBundleIsValid() {
    var agent = Json.Obj.with("acts", new Json.Arr(List.of())).with("opens", new Json.Bool(true));
    var bundle =
        Json.Obj.with("version", 1)
            .with("agents", Json.Obj.with("agent:a", agent.build()).build())
            .build();
    assertThat(refusals(bundle)).isEmpty();
  }

  /// Every value of the example is left out, made something else, and given a member too many.
  @Test
  void whatTheSchemaRefusesTheReaderRefuses() {
    var content = new LinkedHashMap<>(example.members());
    content.remove("tests");
    var changed = changes(new Json.Obj(content));
    assertThat(changed).hasSizeGreaterThan(1_000);
    int refused = 0;
    for (Json change : changed) {
      if (!refusals(change).isEmpty()) {
        refused++;
        assertThat(isReadable(change)).describedAs(Jcs.text(change)).isFalse();
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  private static List<String> refusals(Json bundle) {
    return schema.validate(Jcs.text(bundle), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }

  private static boolean isReadable(Json bundle) {
    try {
      var _ = Bundle.parse((Json.Obj) bundle, PlainConditions.INSTANCE, BoundaryLimits.DEFAULT);
      return true;
    } catch (InvalidBundleException e) {
      return false;
    }
  }

  /// Returns every value that differs from this one in one place.
  private static List<Json> changes(Json value) {
    var changed = new ArrayList<Json>();
    switch (value) {
      case Json.Obj(var members) -> {
        var more = new LinkedHashMap<>(members);
        more.put("surplus", new Json.Bool(true));
        changed.add(new Json.Obj(more));
        members.forEach(
            (name, member) -> {
              var less = new LinkedHashMap<>(members);
              less.remove(name);
              changed.add(new Json.Obj(less));
              for (Json other : others(member)) {
                var with = new LinkedHashMap<>(members);
                with.put(name, other);
                changed.add(new Json.Obj(with));
              }
            });
      }
      case Json.Arr(var items) -> {
        for (int i = 0; i < items.size(); i++) {
          for (Json other : others(items.get(i))) {
            var with = new ArrayList<>(items);
            with.set(i, other);
            changed.add(new Json.Arr(with));
          }
        }
      }
      case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> {}
    }
    return changed;
  }

  private static List<Json> others(Json value) {
    var others = new ArrayList<>(changes(value));
    for (Json other :
        List.of(
            Json.Null.NULL,
            new Json.Bool(true),
            new Json.Num("7"),
            new Json.Str("Seven of it"),
            new Json.Str(""),
            new Json.Arr(List.of()),
            Json.Obj.EMPTY)) {
      if (!other.equals(value)) {
        others.add(other);
      }
    }
    return others;
  }
}
