package io.legate.boundary;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Which arguments a permission admits.
public sealed interface Arguments {

  /// Any argument with any value: `arguments` is absent.
  Arguments ANY = new Unrestricted();

  /// No argument at all: `arguments` is `{}`.
  Arguments NONE = new Named(Map.of());

  /// Any argument with any value.
  record Unrestricted() implements Arguments {}

  /// The named ones and no other. A named one must be there unless it is optional.
  ///
  /// @param byName in the order of their names, however they were written: what is read back from
  ///   canonical form must refuse in the same order
  record Named(Map<String, Argument> byName) implements Arguments {
    public Named {
      byName = Collections.unmodifiableMap(new LinkedHashMap<>(new TreeMap<>(byName)));
    }
  }
}
