package io.legate.provenance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What the answer of one action discloses of one source: where its records stand, and in each
/// record its fields.
///
/// @param records from the whole answer; each value that it selects is a record
/// @param fields by name, at least one
public record Observation(
    String source, Selector records, Integrity integrity, Map<String, Field> fields) {

  public Observation {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    if (!SourceName.isSource(source)
        || records.selectsAllBelow()
        || fields.isEmpty()
        || !fields.keySet().stream().allMatch(SourceName::isField)) {
      throw new IllegalArgumentException("not what a catalogue may declare");
    }
  }

  /// Where the values of a field stand in its record, and how they are compared.
  ///
  /// @param at from the record
  /// @param except names of members that are left out with all that is below them, where `at`
  ///   selects everything below
  public record Field(Selector at, Form form, Set<String> except) {
    public Field {
      except = Set.copyOf(except);
      if (!except.isEmpty() && !at.selectsAllBelow()) {
        throw new IllegalArgumentException("there is nothing to leave out");
      }
    }
  }
}
