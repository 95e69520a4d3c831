package io.legate.boundary;

import io.legate.json.Json;
import io.legate.provenance.Met;
import java.util.List;

/// A made-up memory: two records of each source, and in each about half of the values there are.
///
/// Numbers and booleans stand in `prompt` alone, since elsewhere the first `with` admits one that
/// no `with` refuses; that the path to the root makes good is a test of its own.
///
/// @param seed the same seed has met the same
record Records(long seed) implements Met {

  private static final int RECORDS = 2;

  @Override
  public boolean met(List<String> sources, Json value, List<Json> with) {
    for (String source : sources) {
      for (int record = 0; record < RECORDS; record++) {
        int number = record;
        if (holds(source, number, value)
            && with.stream().allMatch(beside -> holds(source, number, beside))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean holds(String source, int record, Json value) {
    boolean mayBeThere = value instanceof Json.Str || source.equals("prompt");
    long mixed = (seed + record * 31L + source.hashCode() + value.hashCode()) * 0x9E3779B97F4A7C15L;
    return mayBeThere && (mixed >>> 40) % 2 == 0;
  }
}
