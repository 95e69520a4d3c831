package io.legate.client.resource;

import java.util.function.Function;

/// A result for which every obligation has been met. Only [Obligations] makes one, and work that
/// returns none does not compile.
///
/// @param <T> what may be answered
public final class Met<T> {

  /// Of a result that is not made of rows.
  static final long NO_ROWS = -1;

  private final T value;
  private final long rows;

  Met(T value, long rows) {
    this.value = value;
    this.rows = rows;
  }

  /// What may be answered.
  public T value() {
    return value;
  }

  /// Returns the same in another form. What is put in there besides is not looked at.
  public <R> Met<R> map(Function<? super T, ? extends R> form) {
    return new Met<>(form.apply(value), rows);
  }

  /// How many rows it discloses, or [#NO_ROWS].
  long rows() {
    return rows;
  }
}
