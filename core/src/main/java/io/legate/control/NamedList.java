package io.legate.control;

import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/// A list that policy can ask about, such as `blocked_vendors`.
///
/// Who may change it, and how long an entry may be, is checked before a change is recorded.
///
/// @param version how often it was changed
/// @param members in no order
public record NamedList(long version, PSet<String> members) {

  /// A list that was never changed, and so does not exist.
  static final NamedList NONE = new NamedList(0, HashTreePSet.empty());
}
