package io.legate.client.resource;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which stored columns each column of a query's result is made of, as whoever wrote the query
/// says.
///
/// A result set names its columns by their labels, and most drivers do not say what stands behind
/// an alias. So a result with a column that is not declared here is not disclosed at all under a
/// mask or a row filter: an alias that nobody declared can hide nothing. Names are compared without
/// regard to case, as SQL does.
///
/// It does NOT look at the query: a declaration that is wrong (`SELECT ssn AS name`, declared as
/// `name`) is believed, unless the driver names the stored column.
public final class Columns {

  private final Map<String, Set<String>> sources;

  private Columns(Map<String, Set<String>> sources) {
    this.sources = sources;
  }

  /// Returns columns that are called as they are stored.
  public static Columns of(String... names) {
    var sources = new LinkedHashMap<String, Set<String>>();
    for (String name : names) {
      sources.put(key(name), Set.of(key(name)));
    }
    return new Columns(Map.copyOf(sources));
  }

  /// Returns these and one more: an alias, or what is computed from stored columns.
  ///
  /// @param from every stored column that it tells anything of
  public Columns with(String label, String... from) {
    var all = new LinkedHashSet<String>();
    for (String each : from) {
      all.add(key(each));
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a column is made of at least one");
    }
    var more = new LinkedHashMap<>(sources);
    more.put(key(label), Set.copyOf(all));
    return new Columns(Map.copyOf(more));
  }

  /// Returns the stored columns behind a label, null where it is not declared.
  @Nullable Set<String> behind(String label) {
    return sources.get(key(label));
  }

  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
