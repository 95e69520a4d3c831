package io.legate.ledger.postgres;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes that are equal by what they are. The array is not copied and must not change.
record Bytes(byte[] value) {

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes(var otherValue) && Arrays.equals(value, otherValue);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return value.length + " bytes";
  }
}
