package io.legate.demo.role;

import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.json.Json;

/// What a process does once it knows where everybody is.
interface Role {

  /// Follows an instruction of the conductor's and returns the answer. Blocks; instructions may
  /// come side by side.
  ///
  /// @throws BadMessageException if it is not one of this role's
  Json.Obj follow(Fields instruction) throws BadMessageException;
}
