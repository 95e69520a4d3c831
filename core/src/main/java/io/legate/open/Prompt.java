package io.legate.open;

import io.legate.json.Json;
import io.legate.provenance.Canonical;
import io.legate.provenance.Form;
import io.legate.provenance.SourceName;
import io.legate.task.Sighting;
import io.legate.task.TaskKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The literal values of an instruction as a task keeps them: hashes, under every form that each
/// fits, in one record.
final class Prompt {

  private Prompt() {}

  /// Returns the record of the literals, null where there are none.
  ///
  /// @param source [SourceName#PROMPT] or [SourceName#AGENT]
  static @Nullable Sighting of(List<String> literals, String source, TaskKey key) {
    var hasher = key.hasher();
    var items = new ArrayList<Sighting.Item>();
    for (String literal : literals) {
      for (Canonical spelling : Form.allOf(new Json.Str(literal))) {
        items.add(Sighting.Item.of(source, "", spelling, hasher));
      }
    }
    return items.isEmpty() ? null : new Sighting(source, true, items);
  }
}
