package io.legate.ledger;

import io.legate.json.Json;
import org.jspecify.annotations.Nullable;

/// The simplest state that shows every mistake: how much was added, and in how many events.
public record Sum(long total, long count) {

  /// Folds it.
  public static final Fold<Sum> FOLD = new SumFold();

  private static final int ADD = 1;

  /// Returns a draft that adds `amount`.
  public static Draft add(long amount) {
    return Draft.of(ADD, Json.Obj.with("amount", new Json.Num(Long.toString(amount))).build());
  }

  private static final class SumFold implements Fold<Sum> {
    @Override
    public Sum empty(StreamId stream) {
      return new Sum(0, 0);
    }

    @Override
    public Sum apply(Sum state, RecordedEvent event) {
      long amount = event.data().get("amount") instanceof Json.Num number ? exact(number) : 0;
      return new Sum(state.total + amount, state.count + 1);
    }

    @Override
    public int weight(Sum state) {
      return 32;
    }

    @Override
    public Json.Obj snapshot(Sum state) {
      return new Json.Builder().with("total", state.total).with("count", state.count).build();
    }

    @Override
    public @Nullable Sum restore(StreamId stream, Json.Obj snapshot, Past past) {
      return snapshot.get("total") instanceof Json.Num total
              && snapshot.get("count") instanceof Json.Num count
          ? new Sum(exact(total), exact(count))
          : null;
    }

    private static long exact(Json.Num number) {
      return number.exact().longValueExact();
    }
  }
}
