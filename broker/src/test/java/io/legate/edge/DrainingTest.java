package io.legate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainingTest {

  private final Draining draining = new Draining();
  private final List<String> ended = new ArrayList<>();

  @Test
  void whatIsOpenIsEndedOnce() {
    var _ = draining.ends(() -> ended.add("open"));
    draining.begin();
    draining.begin();
    assertThat(ended).containsExactly("open");
  }

  @Test
  void whatEndedByItselfIsLeftAlone() {
    draining.ends(() -> ended.add("over")).run();
    draining.begin();
    assertThat(ended).isEmpty();
  }

  @Test
  void whatOpensLaterIsEndedAtOnce() {
    draining.begin();
    var _ = draining.ends(() -> ended.add("late"));
    assertThat(ended).containsExactly("late");
  }
}
