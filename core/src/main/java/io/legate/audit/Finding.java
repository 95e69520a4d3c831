package io.legate.audit;

import java.util.OptionalLong;

/// Something that is wrong with a log.
///
/// @param leaf the first record that is concerned; empty where none can be named
/// @param sentence for people
public record Finding(Lie lie, OptionalLong leaf, String sentence) {

  static Finding at(long leaf, Lie lie, String sentence) {
    return new Finding(lie, OptionalLong.of(leaf), sentence);
  }

  static Finding of(Lie lie, String sentence) {
    return new Finding(lie, OptionalLong.empty(), sentence);
  }

  @Override
  public String toString() {
    String where = leaf.isPresent() ? "record " + leaf.getAsLong() + ": " : "";
    return lie.label() + ": " + where + sentence;
  }
}
