package io.legate.boundary;

import static io.legate.boundary.Given.NOON;
import static io.legate.boundary.Given.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.provenance.Met;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every kind of value, from every mix of sources, beside everything that may stand beside it: held
/// against the rules of `seen` written down once more, in words of one record at a time.
class SeenTableTest {

  /// `payee` v1 and the values of kind `own` stand in one record, those of kind `other` in another.
  private static final List<Set<Json>> RECORDS =
      List.of(
          Set.of(json("'v1'"), json("'own'"), json("11"), json("true")),
          Set.of(json("'v2'"), json("'other'"), json("22"), json("false")));

  private static final Map<String, List<Set<Json>>> MEMORY =
      Map.of("s.f", RECORDS, "prompt", List.of(Set.of(json("'said'"), json("33"), json("'v1'"))));

  private static final Met MET =
      (sources, value, with) ->
          sources.stream()
              .flatMap(source -> MEMORY.getOrDefault(source, List.of()).stream())
              .anyMatch(record -> record.contains(value) && record.containsAll(with));

  private static final List<String> VALUES =
      List.of(
          "'own'",
          "'other'",
          "'said'",
          "'never'",
          "11",
          "22",
          "33",
          "44",
          "true",
          "false",
          "null",
          "{}",
          "[]",
          "['own']",
          "['own','other']",
          "[11]",
          "[33]",
          "[null]",
          "[[]]",
          "['own',44]");

  private static final List<List<String>> SOURCES =
      List.of(List.of("s.f"), List.of("prompt"), List.of("prompt", "s.f"), List.of("t.f"));

  /// Arguments that stand beside; null for a constraint without `with`.
  private static final List<@Nullable String> BESIDE =
      java.util.Arrays.asList(
          null,
          "{}",
          "{'payee':'v1'}",
          "{'payee':'v2'}",
          "{'payee':'v3'}",
          "{'payee':null}",
          "{'payee':[]}",
          "{'payee':['v1']}",
          "{'payee':['v1','v2']}",
          "{'payee':{}}",
          "{'payee':11}");

  @Test
  void everyCombinationIsDecidedAsWritten() {
    int admitted = 0;
    for (var in : SOURCES) {
      for (String beside : BESIDE) {
        var seen = new Seen(in, beside == null ? List.of() : List.of("payee"));
        var arguments = (Json.Obj) json(beside == null ? "{'payee':'v1'}" : beside);
        for (String value : VALUES) {
          boolean expected = expected(in, beside == null ? null : arguments, json(value));
          assertThat(seen.admits(json(value), new Occasion(NOON, MET, arguments)))
              .as("%s in %s beside %s", value, in, beside)
              .isEqualTo(expected);
          admitted += expected ? 1 : 0;
        }
      }
    }
    assertThat(admitted).isBetween(80, 250);
  }

  private static boolean expected(List<String> in, Json.@Nullable Obj arguments, Json value) {
    if (arguments != null && beside(arguments).isEmpty()) {
      return false;
    }
    if (value instanceof Json.Arr(var items)) {
      return items.stream().allMatch(item -> expectedOne(in, arguments, item));
    }
    return expectedOne(in, arguments, value);
  }

  private static boolean expectedOne(List<String> in, Json.@Nullable Obj arguments, Json value) {
    boolean counted = value instanceof Json.Num || value instanceof Json.Bool;
    if (!counted && !(value instanceof Json.Str)) {
      return false;
    }
    for (String source : in) {
      if (counted && arguments == null && !source.equals("prompt")) {
        continue;
      }
      for (Set<Json> record : MEMORY.getOrDefault(source, List.of())) {
        if (record.contains(value)
            && (arguments == null || record.containsAll(beside(arguments)))) {
          return true;
        }
      }
    }
    return false;
  }

  /// What `payee` is, one by one; nothing where it is nothing to be held against a record.
  private static List<Json> beside(Json.Obj arguments) {
    Json payee = arguments.get("payee");
    return switch (payee) {
      case null -> List.of();
      case Json.Arr(var items) -> items;
      case Json.Null _, Json.Obj _ -> List.of();
      case Json.Str _, Json.Num _, Json.Bool _ -> List.of(payee);
    };
  }
}
