package io.legate.provenance;

import io.legate.json.Json;
import java.util.List;

/// What a task has met, as a constraint may ask.
@FunctionalInterface
public interface Met {

  /// Nothing, or nobody here knows what: whatever asks is refused.
  Met NOTHING = (sources, value, with) -> false;

  /// Returns whether `value` was met in one of `sources`, and there in one record that every value
  /// of `with` was met in too. A value counts under every form that it fits.
  ///
  /// @param sources as a constraint names them: `prompt`, `agent`, or a source and its field
  /// @param value a string, number or boolean; anything else was never met
  /// @param with likewise; empty for no more than the value itself
  boolean met(List<String> sources, Json value, List<Json> with);
}
