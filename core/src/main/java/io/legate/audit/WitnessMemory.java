package io.legate.audit;

import io.legate.merkle.Hash;
import io.legate.merkle.TreeSize;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a witness has cosigned last of each log. Port of [Witness].
///
/// It is the witness's own, and not in the database that it watches: whoever rewrites that must
/// find nothing of it there. What [#keep] has returned from survives a crash. One thread at a time.
public interface WitnessMemory {

  /// The newest checkpoint of a log that was cosigned.
  ///
  /// @param keys that the log was signed with, as vkeys
  record Seen(String origin, TreeSize size, Hash root, List<String> keys) {
    public Seen {
      keys = List.copyOf(keys);
    }
  }

  /// Returns what was cosigned last of a node's log, or null where nothing was.
  ///
  /// @throws IOException if it cannot be read: then nothing may be cosigned
  @Nullable Seen last(int node) throws IOException;

  /// Keeps what is about to be cosigned.
  ///
  /// @throws IOException if it is not kept: then it may not be cosigned
  void keep(int node, Seen seen) throws IOException;
}
