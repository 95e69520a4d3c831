package io.legate.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeLineTest {

  @Test
  void holdsWhatAListHolds() {
    var random = new Random(20261122);
    var line = TimeLine.EMPTY;
    var list = new ArrayList<Long>();
    for (int i = 0; i < 2_000; i++) {
      long time = i / 3;
      switch (random.nextInt(8)) {
        case 0 -> {
          line = line.withoutFirst();
          if (!list.isEmpty()) {
            list.removeFirst();
          }
        }
        case 1 -> {
          long gone = Math.max(0, time - random.nextInt(40));
          line = line.minus(gone);
          list.remove((Object) gone);
        }
        default -> {
          line = line.plus(time);
          list.add(time);
        }
      }
      long limit = time - 20;
      var held = new ArrayList<Long>();
      line.forEach(held::add);
      assertThat(held).isEqualTo(list);
      assertThat(line.size()).isEqualTo(list.size());
      assertThat(line.after(limit)).isEqualTo(list.stream().filter(each -> each > limit).count());
    }
  }

  @Test
  void oneMoreLeavesTheListAsItWas() {
    var before = TimeLine.EMPTY;
    for (int i = 0; i < 31; i++) {
      before = before.plus(i);
    }
    var after = before.plus(31).withoutFirst();
    assertThat(before.plus(99).equals(after)).isFalse();
    assertThat(before.size()).isEqualTo(31);
    assertThat(after.first()).isEqualTo(1);
  }
}
