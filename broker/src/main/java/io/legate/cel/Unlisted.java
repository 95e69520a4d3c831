package io.legate.cel;

import java.util.AbstractMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Values that are looked up by name and cannot be gone through.
abstract class Unlisted extends AbstractMap<String, Object> {

  private final String what;

  /// @param what it is, for people, such as "arguments"
  Unlisted(String what) {
    this.what = what;
  }

  @Override
  public abstract boolean containsKey(@Nullable Object key);

  @Override
  public abstract @Nullable Object get(@Nullable Object key);

  @Override
  public Set<Entry<String, Object>> entrySet() {
    throw new Unevaluable(what + " cannot be gone through");
  }

  /// Only what it is: the library writes it into its messages.
  @Override
  public String toString() {
    return what;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
