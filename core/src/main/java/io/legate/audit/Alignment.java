package io.legate.audit;

import io.legate.merkle.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares the records of one block with the hashes that stand for them, to say what was done.
final class Alignment {

  private Alignment() {}

  /// Returns the first difference, or null where there is none.
  ///
  /// @param from the leaf index of the first
  /// @param shown the hashes of the records that are there
  /// @param listed the hashes of the records that should be
  static @Nullable Finding of(long from, List<Hash> shown, List<Hash> listed) {
    int at = 0;
    while (at < shown.size() && at < listed.size() && shown.get(at).equals(listed.get(at))) {
      at++;
    }
    if (at == shown.size() && at == listed.size()) {
      return null;
    }
    return Finding.at(
        from + at, lie(at, shown, listed), "it is not the record whose hash is listed");
  }

  private static Lie lie(int at, List<Hash> shown, List<Hash> listed) {
    boolean listedComes =
        at < listed.size() && shown.subList(at, shown.size()).contains(listed.get(at));
    boolean shownComes =
        at < shown.size() && listed.subList(at, listed.size()).contains(shown.get(at));
    if (listedComes && shownComes) {
      return Lie.REORDERED;
    }
    if (at == listed.size() || listedComes) {
      return Lie.INSERTED;
    }
    return at == shown.size() || shownComes ? Lie.DROPPED : Lie.CHANGED;
  }
}
