package io.legate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.ActionPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ActionIndexTest {

  /// A thing that is about some actions, or about all.
  private record Thing(int number, List<ActionPattern> actions) {}

  private static final List<String> NAMES =
      List.of("a", "a.b", "a.b.c", "a.bb", "a.c", "b", "b.a", "ab", "ab.c", "a-b.c");

  /// What it must answer: every thing that a search through all of them finds, in their order.
  @Test
  void findsWhatASearchFinds() {
    var random = new Random(20261122);
    for (int round = 0; round < 500; round++) {
      var things = new ArrayList<Thing>();
      int count = random.nextInt(12);
      for (int i = 0; i < count; i++) {
        things.add(new Thing(i, patterns(random)));
      }
      var index = ActionIndex.of(things, Thing::actions);
      for (String action : NAMES) {
        assertThat(index.about(action)).isEqualTo(searched(things, action));
        assertThat(index.covering(pattern(action + ".*")))
            .isEqualTo(covering(things, pattern(action + ".*")));
      }
    }
  }

  private static List<Thing> searched(List<Thing> things, String action) {
    return things.stream()
        .filter(
            thing ->
                thing.actions.isEmpty()
                    || thing.actions.stream().anyMatch(each -> each.admits(action)))
        .toList();
  }

  private static List<Thing> covering(List<Thing> things, ActionPattern family) {
    return things.stream()
        .filter(
            thing ->
                thing.actions.isEmpty()
                    || thing.actions.stream().anyMatch(each -> each.contains(family)))
        .toList();
  }

  private static List<ActionPattern> patterns(Random random) {
    var patterns = new ArrayList<ActionPattern>();
    int count = random.nextInt(3);
    for (int i = 0; i < count; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      patterns.add(pattern(random.nextBoolean() ? name + ".*" : name));
    }
    return List.copyOf(patterns);
  }

  private static ActionPattern pattern(String text) {
    return Objects.requireNonNull(ActionPattern.parse(text));
  }
}
