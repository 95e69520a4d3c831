package io.legate.provenance;

import io.legate.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which values of a JSON text are meant: a JSON pointer (RFC 6901) in which `*` stands for every
/// element of a list or member of an object, and `**` at its end for every string, number and
/// boolean below.
///
/// A member that is itself called `*` or `**` cannot be named alone.
public final class Selector {

  /// Deeper answers are declared from further down.
  public static final int SEGMENTS_MAX = 16;

  private static final int CHARS_MAX = 512;
  private static final String EACH = "*";
  private static final String ALL_BELOW = "**";

  /// RFC 6901 section 4, of lists that fit into memory.
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  private final String text;
  private final List<String> segments;

  private Selector(String text, List<String> segments) {
    this.text = text;
    this.segments = List.copyOf(segments);
  }

  /// Reads a selector; the empty text selects the whole.
  ///
  /// @throws IllegalArgumentException if it is none, with a sentence for people
  public static Selector of(String text) {
    if (text.isEmpty()) {
      return new Selector(text, List.of());
    }
    if (!text.startsWith("/") || text.length() > CHARS_MAX) {
      throw new IllegalArgumentException("must be a JSON pointer such as `/vendors/*`");
    }
    var segments = new ArrayList<String>();
    for (String segment : text.substring(1).split("/", -1)) {
      if (segment.replace("~0", "").replace("~1", "").indexOf('~') >= 0) {
        throw new IllegalArgumentException("must write `~` as `~0` and `/` as `~1`");
      }
      segments.add(segment.replace("~1", "/").replace("~0", "~"));
    }
    int below = segments.indexOf(ALL_BELOW);
    if (below >= 0 && below < segments.size() - 1) {
      throw new IllegalArgumentException("must have `**` at its end only");
    }
    if (segments.size() > SEGMENTS_MAX) {
      throw new IllegalArgumentException("must have at most " + SEGMENTS_MAX + " segments");
    }
    return new Selector(text, segments);
  }

  /// Returns whether this selects every value below, at any depth.
  public boolean selectsAllBelow() {
    return !segments.isEmpty() && segments.getLast().equals(ALL_BELOW);
  }

  /// Returns what is selected, in the order of the text; nothing where a segment leads nowhere.
  public List<Json> select(Json from) {
    return select(from, Set.of());
  }

  /// Returns what is selected, without what stands below a member of one of the names `except`,
  /// where this [#selectsAllBelow].
  public List<Json> select(Json from, Set<String> except) {
    var selected = new ArrayList<Json>();
    add(from, 0, except, selected);
    return selected;
  }

  private void add(Json from, int at, Set<String> except, List<Json> selected) {
    if (at == segments.size()) {
      selected.add(from);
      return;
    }
    String segment = segments.get(at);
    switch (segment) {
      case ALL_BELOW -> addScalars(from, except, selected);
      case EACH -> children(from).forEach(child -> add(child, at + 1, except, selected));
      case String _ -> {
        Json child = child(from, segment);
        if (child != null) {
          add(child, at + 1, except, selected);
        }
      }
    }
  }

  private static void addScalars(Json from, Set<String> except, List<Json> selected) {
    switch (from) {
      case Json.Str _, Json.Num _, Json.Bool _ -> selected.add(from);
      case Json.Null _ -> {}
      case Json.Arr(var items) -> items.forEach(item -> addScalars(item, except, selected));
      case Json.Obj(var members) ->
          members.forEach(
              (name, member) -> {
                if (!except.contains(name)) {
                  addScalars(member, except, selected);
                }
              });
    }
  }

  private static Iterable<Json> children(Json from) {
    return switch (from) {
      case Json.Arr(var items) -> items;
      case Json.Obj(var members) -> members.values();
      case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> List.of();
    };
  }

  private static @Nullable Json child(Json from, String segment) {
    return switch (from) {
      case Json.Obj object -> object.get(segment);
      case Json.Arr(var items) when INDEX.matcher(segment).matches() -> {
        int index = Integer.parseInt(segment);
        yield index < items.size() ? items.get(index) : null;
      }
      case Json.Arr _, Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> null;
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Selector that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
