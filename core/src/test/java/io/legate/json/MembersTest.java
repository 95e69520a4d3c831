package io.legate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembersTest {

  private static final int[] SIZES = {0, 1, Members.MAX - 1, Members.MAX, Members.MAX + 1, 500};

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Members.MAX - 1, Members.MAX, Members.MAX + 1, 500})
  void aSmallAndALargeObjectAreTheSameKindOfMap(int size) {
    var expected = new LinkedHashMap<String, Json>();
    var builder = new Json.Builder();
    for (int i = size; i > 0; i--) {
      expected.put("m" + i, new Json.Str("v" + i));
      builder.with("m" + i, "v" + i);
    }
    var members = builder.build().members();
    assertThat(members).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(size);
    assertThat(expected).isEqualTo(members);
    assertThat(new ArrayList<>(members.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    var visited = new ArrayList<String>();
    members.forEach((name, _) -> visited.add(name));
    assertThat(visited).isEqualTo(List.copyOf(expected.keySet()));
    assertThat(members.get("m" + size)).isEqualTo(expected.get("m" + size));
    assertThat(members.get("other")).isNull();
    assertThat(members.containsKey("other")).isFalse();
    assertThat(new Json.Obj(expected)).isEqualTo(new Json.Obj(members));
  }

  @Test
  void nobodyChangesAnObject() {
    for (int size : SIZES) {
      var given = new LinkedHashMap<String, Json>();
      for (int i = 0; i < size; i++) {
        given.put("m" + i, new Json.Bool(true));
      }
      var object = new Json.Obj(given);
      given.put("late", new Json.Bool(true));
      assertThat(object.members()).hasSize(size).doesNotContainKey("late");
      assertThatThrownBy(() -> object.members().put("late", new Json.Bool(true)))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void aNameIsGivenOnce() {
    for (int size : SIZES) {
      var builder = new Json.Builder().with("first", 1);
      for (int i = 0; i < size; i++) {
        builder.with("m" + i, i);
      }
      assertThatThrownBy(() -> builder.with("first", 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("`first`");
      assertThat(builder.build().get("first")).isEqualTo(new Json.Num("1"));
    }
  }
}
