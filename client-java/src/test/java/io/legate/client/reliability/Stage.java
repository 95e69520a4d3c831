package io.legate.client.reliability;

import io.legate.client.broker.BrokerException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// What the threads share: the hops there are, the history, and how often what happened.
final class Stage {

  private static final int HOPS_MAX = 12;

  private final History history = new History();
  private final List<Held> hops = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

  History history() {
    return history;
  }

  /// Adds a hop to act by; the oldest goes.
  void add(Held held) {
    hops.add(held);
    if (hops.size() > HOPS_MAX) {
      hops.removeFirst();
    }
  }

  /// Returns one of the hops, revoked or not; null while there is none.
  @Nullable Held anyHop(Random random) {
    Object[] now = hops.toArray();
    return now.length == 0 ? null : (Held) now[random.nextInt(now.length)];
  }

  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  int counted(String what) {
    return counts.getOrDefault(what, 0);
  }

  Map<String, Integer> counts() {
    return counts;
  }

  /// A call failed. That it may be repeated is the only failure that a kill explains.
  ///
  /// @param doing what was being done
  void lost(String doing, BrokerException failure) {
    if (failure.retryable()) {
      count("calls cut off");
    } else {
      history.odd(
          "while "
              + doing
              + ": "
              + failure.code()
              + " "
              + failure.getMessage()
              + because(failure.getCause()));
    }
  }

  private static String because(@Nullable Throwable cause) {
    return cause == null ? "" : ", because of " + cause + because(cause.getCause());
  }
}
