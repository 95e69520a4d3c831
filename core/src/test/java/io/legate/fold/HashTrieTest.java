package io.legate.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashTrieTest {

  /// A key whose hash is chosen.
  private record Key(int number, int hash) {
    @Override
    public int hashCode() {
      return hash;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 40, 3_000, Integer.MAX_VALUE})
  void holdsWhatAHashMapHolds(int hashes) {
    var random = new Random(20261122);
    var trie = HashTrie.<Key, Integer>empty();
    var map = new HashMap<Key, Integer>();
    for (int i = 0; i < 4_000; i++) {
      int number = random.nextInt(700);
      // Hashes that differ in their highest bits only meet in a place at every level.
      var key = new Key(number, (number % hashes) << (hashes == 40 ? 26 : 0));
      if (random.nextInt(3) == 0) {
        trie = trie.minus(key);
        map.remove(key);
      } else {
        trie = trie.plus(key, i);
        map.put(key, i);
      }
      assertThat(trie.size()).isEqualTo(map.size());
      assertThat(trie.get(key)).isEqualTo(map.get(key));
    }
    assertThat(trie).isEqualTo(map);
    assertThat(new HashMap<>(trie)).isEqualTo(map);
    var visited = new HashMap<Key, Integer>();
    trie.forEach((key, value) -> assertThat(visited.put(key, value)).isNull());
    assertThat(visited).isEqualTo(map);
    for (Key key : new ArrayList<>(map.keySet())) {
      trie = trie.minus(key);
    }
    assertThat(trie).isEmpty();
    assertThat(trie.entrySet().iterator().hasNext()).isFalse();
  }

  @Test
  void aChangeLeavesTheMapAsItWas() {
    var before = HashTrie.<String, Integer>empty().plusAll(Map.of("a", 1, "b", 2));
    var after = before.plus("a", 3).plus("c", 4).minus("b");
    assertThat(before).isEqualTo(Map.of("a", 1, "b", 2));
    assertThat(after).isEqualTo(Map.of("a", 3, "c", 4));
  }

  @Test
  void whatChangesNothingReturnsTheSame() {
    Integer value = 1_000;
    var map = HashTrie.<String, Integer>empty().plus("a", value);
    assertThat(map.plus("a", value)).isSameAs(map);
    assertThat(map.minus("b")).isSameAs(map);
    assertThat(map.minusAll(new HashSet<>())).isSameAs(map);
  }

  @Test
  @SuppressWarnings("deprecation") // that is what is tested
  void doesNotChange() {
    var map = HashTrie.<String, Integer>empty().plus("a", 1);
    assertThatThrownBy(() -> map.put("b", 2)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.remove("a")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.putAll(Map.of("b", 2)))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
