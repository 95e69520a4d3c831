package io.legate.merkle;

/// Where a leaf stands in its log, the first at 0.
///
/// @param value zero or more
public record LeafIndex(long value) {

  public LeafIndex {
    if (value < 0) {
      throw new IllegalArgumentException("no leaf stands before index 0");
    }
  }
}
