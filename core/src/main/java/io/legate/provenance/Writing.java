package io.legate.provenance;

import java.util.List;

/// Which arguments of an action it writes into a source. Their values are not met by reading them
/// back: an agent cannot make a value good by storing it first.
///
/// @param arguments at least one
public record Writing(String source, List<String> arguments) {
  public Writing {
    arguments = List.copyOf(arguments);
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("writes nothing");
    }
  }
}
