package io.legate.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The members of a small object, in the order they were written: two arrays, looked through from
/// the front.
///
/// Nearly every object of a token or an event has fewer than ten members, and for so few a hash
/// table costs more to fill than it ever saves. Where there are more than [#MAX] one is used, so
/// that nobody can make an object slow by making it long.
final class Members extends AbstractMap<String, Json> {

  /// Beyond this a hash table is used.
  static final int MAX = 12;

  private final String[] names;
  private final Json[] values;

  private Members(String[] names, Json[] values) {
    this.names = names;
    this.values = values;
  }

  /// Returns the members in a map that nobody can change.
  static Map<String, Json> copyOf(Map<String, Json> members) {
    if (members instanceof Members || members instanceof Large) {
      return members;
    }
    var collector = new Collector();
    members.forEach(collector::add);
    return collector.build();
  }

  @Override
  public @Nullable Json get(@Nullable Object name) {
    int index = indexOf(name);
    return index < 0 ? null : values[index];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return indexOf(name) >= 0;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Json> action) {
    for (int i = 0; i < names.length; i++) {
      action.accept(names[i], values[i]);
    }
  }

  @Override
  public Set<Entry<String, Json>> entrySet() {
    return new Entries();
  }

  /// Returns the members in the order of the UTF-16 code units of their names.
  static List<Member> sorted(Map<String, Json> members) {
    var sorted = new Member[members.size()];
    if (members instanceof Members small) {
      small.sortInto(sorted);
    } else {
      int i = 0;
      for (var entry : members.entrySet()) {
        sorted[i++] = new Member(entry.getKey(), entry.getValue());
      }
      Arrays.sort(sorted, Comparator.comparing(Member::name));
    }
    return Arrays.asList(sorted);
  }

  /// By insertion: there are few, and mostly they are nearly in order.
  private void sortInto(Member[] sorted) {
    for (int i = 0; i < names.length; i++) {
      int at = i;
      while (at > 0 && sorted[at - 1].name.compareTo(names[i]) > 0) {
        sorted[at] = sorted[at - 1];
        at--;
      }
      sorted[at] = new Member(names[i], values[i]);
    }
  }

  /// One member.
  record Member(String name, Json value) {}

  private int indexOf(@Nullable Object name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /// Collects members one by one.
  static final class Collector {
    private String[] names = new String[MAX];
    private Json[] values = new Json[MAX];
    private int size;
    private @Nullable Map<String, Json> many;

    /// Adds a member; returns false, and adds nothing, if the name was given before.
    boolean add(String name, Json value) {
      if (many != null) {
        return many.putIfAbsent(name, value) == null;
      }
      for (int i = 0; i < size; i++) {
        if (names[i].equals(name)) {
          return false;
        }
      }
      if (size == MAX) {
        many = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
          many.put(names[i], values[i]);
        }
        many.put(name, value);
        return true;
      }
      names[size] = name;
      values[size++] = value;
      return true;
    }

    /// Returns what was collected; the collector is not used any more.
    Map<String, Json> build() {
      return many == null
          ? new Members(Arrays.copyOf(names, size), Arrays.copyOf(values, size))
          : new Large(many);
    }
  }

  /// A hash table that is known to be nobody else's.
  private static final class Large extends AbstractMap<String, Json> {
    private final Map<String, Json> members;

    Large(Map<String, Json> members) {
      this.members = Collections.unmodifiableMap(members);
    }

    @Override
    public @Nullable Json get(@Nullable Object name) {
      return members.get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return members.containsKey(name);
    }

    @Override
    public Set<Entry<String, Json>> entrySet() {
      return members.entrySet();
    }
  }

  private final class Entries extends AbstractSet<Entry<String, Json>> {
    @Override
    public int size() {
      return names.length;
    }

    @Override
    public Iterator<Entry<String, Json>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < names.length;
        }

        @Override
        public Entry<String, Json> next() {
          if (next == names.length) {
            throw new NoSuchElementException();
          }
          return Map.entry(names[next], values[next++]);
        }
      };
    }
  }
}
