package io.legate.boundary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Choices from a seed, so that a counterexample is found again from the number that is printed.
final class Draw {

  private final Random random;

  Draw(long seed) {
    // Neighbouring seeds give neighbouring first numbers; mixing takes them apart.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L ^ seed >>> 32);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  long longBelow(long bound) {
    return random.nextLong(bound);
  }

  <T> T of(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  @SafeVarargs
  final <T> T oneOf(T... items) {
    return items[random.nextInt(items.length)];
  }

  @SafeVarargs
  final <T> T call(Supplier<? extends T>... choices) {
    return choices[random.nextInt(choices.length)].get();
  }

  /// From one to `most` of the items, each once.
  <T> List<T> some(List<T> items, int most) {
    var shuffled = new ArrayList<>(items);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, 1 + random.nextInt(Math.min(most, items.size()))));
  }

  /// The items without some of them, or with one from `pool`; not empty, each once.
  <T> List<T> varied(List<T> items, List<T> pool, int addPercent) {
    var varied = new ArrayList<>(items);
    while (varied.size() > 1 && percent(35)) {
      varied.remove(random.nextInt(varied.size()));
    }
    T more = of(pool);
    if (percent(addPercent) && !varied.contains(more)) {
      varied.add(more);
    }
    return List.copyOf(varied);
  }
}
