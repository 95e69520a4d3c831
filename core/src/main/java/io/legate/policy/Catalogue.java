package io.legate.policy;

import io.legate.boundary.ExactDecimal;
import io.legate.json.Json;
import io.legate.provenance.Form;
import io.legate.provenance.Integrity;
import io.legate.provenance.Observation;
import io.legate.provenance.Writing;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What each action is: the resource server that owns it and what its arguments mean.
///
/// @param actions by name; empty where policy has no catalogue, and then every action is taken as
///   the boundaries name it
/// @param sources by name: every one that some action observes
public record Catalogue(Map<String, Entry> actions, Map<String, Source> sources) {

  /// No catalogue.
  public static final Catalogue NONE = new Catalogue(Map.of());

  public Catalogue {
    actions = Map.copyOf(actions);
    sources = Map.copyOf(sources);
  }

  /// A catalogue of these actions and of the sources that they observe.
  public Catalogue(Map<String, Entry> actions) {
    this(actions, sourcesOf(actions));
  }

  private static Map<String, Source> sourcesOf(Map<String, Entry> actions) {
    var sources = new HashMap<String, Source>();
    for (Entry entry : actions.values()) {
      for (Observation observation : entry.observes()) {
        var source = Source.of(entry.owner(), observation);
        sources.merge(source.name(), source, Source::and);
      }
    }
    return sources;
  }

  /// Returns the source of that name, null where no action observes it.
  public @Nullable Source source(String name) {
    return sources.get(name);
  }

  /// Returns the action's entry, null where there is none.
  public @Nullable Entry get(String action) {
    return actions.get(action);
  }

  /// Returns whether policy names the actions there are; then any other is refused.
  public boolean isClosed() {
    return !actions.isEmpty();
  }

  /// Where values come from, by all actions that observe it.
  ///
  /// @param owner the only resource server that may disclose it
  /// @param fields how the values of each field are compared, in the order of the catalogue
  public record Source(String name, String owner, Integrity integrity, Map<String, Form> fields) {
    public Source {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    private static Source of(String owner, Observation observation) {
      var fields = new LinkedHashMap<String, Form>();
      observation.fields().forEach((name, field) -> fields.put(name, field.form()));
      return new Source(observation.source(), owner, observation.integrity(), fields);
    }

    /// The same with what another action discloses besides.
    private Source and(Source other) {
      var all = new LinkedHashMap<>(fields);
      other.fields.forEach(all::putIfAbsent);
      return new Source(name, owner, integrity, all);
    }
  }

  /// One action.
  ///
  /// @param owner audience of the only resource server that may ask about it
  /// @param kind whether it changes anything
  /// @param arguments types by name; an argument that is not named is refused
  /// @param key arguments that together say that two uses are the same deed, in order; empty where
  ///   no use is
  /// @param labels added to the task by an ALLOW, in the order of the catalogue
  /// @param digestRequired whether the agent's proof must carry `adg`
  /// @param description for people: purpose and affected systems
  /// @param observes what its answers disclose
  /// @param writes into which sources its arguments go
  /// @param taskless whether policy alone answers a question about it that stands outside of any
  ///   task, of a subject that is no agent
  public record Entry(
      String name,
      String owner,
      Kind kind,
      Risk risk,
      Map<String, ArgumentType> arguments,
      List<String> key,
      Set<String> labels,
      boolean digestRequired,
      String description,
      List<Observation> observes,
      List<Writing> writes,
      boolean taskless) {
    public Entry {
      arguments = Map.copyOf(arguments);
      key = List.copyOf(key);
      labels = Collections.unmodifiableSet(new LinkedHashSet<>(labels));
      observes = List.copyOf(observes);
      writes = List.copyOf(writes);
    }

    /// Returns what this action's answers disclose of a source, by all of its observations; null
    /// where they disclose nothing of it.
    public @Nullable Source source(String source) {
      Source found = null;
      for (Observation observation : observes) {
        if (observation.source().equals(source)) {
          var one = Source.of(owner, observation);
          found = found == null ? one : found.and(one);
        }
      }
      return found;
    }

    /// An action that neither discloses values of a source nor writes any.
    public Entry(
        String name,
        String owner,
        Kind kind,
        Risk risk,
        Map<String, ArgumentType> arguments,
        List<String> key,
        Set<String> labels,
        boolean digestRequired,
        String description) {
      this(
          name,
          owner,
          kind,
          risk,
          arguments,
          key,
          labels,
          digestRequired,
          description,
          List.of(),
          List.of(),
          false);
    }
  }

  /// Whether an action changes anything.
  public enum Kind {
    READ,
    WRITE
  }

  /// How much can go wrong.
  public enum Risk {
    LOW,
    MEDIUM,
    HIGH
  }

  /// What an argument is.
  public enum ArgumentType {
    STRING("a string"),
    /// As a JSON string or number.
    DECIMAL("a decimal without exponent, at most 18 digits on either side of the point"),
    /// As a JSON number, of 64 bits.
    INTEGER("a whole number"),
    BOOLEAN("true or false"),
    /// RFC 3339, with its offset.
    TIMESTAMP("a timestamp such as `2026-11-22T10:00:00Z`"),
    STRINGS("a list of strings"),
    /// An expression can only ask whether it is there.
    ANY("anything");

    private final String words;

    ArgumentType(String words) {
      this.words = words;
    }

    /// Returns what a value must be, for people.
    public String words() {
      return words;
    }

    /// Returns whether `value` is of this type.
    public boolean admits(Json value) {
      return switch (this) {
        case STRING -> value instanceof Json.Str;
        case DECIMAL -> ExactDecimal.parse(value) != null;
        case INTEGER -> value instanceof Json.Num number && isWhole(number);
        case BOOLEAN -> value instanceof Json.Bool;
        case TIMESTAMP -> value instanceof Json.Str(var text) && isTimestamp(text);
        case STRINGS ->
            value instanceof Json.Arr(var items)
                && items.stream().allMatch(Json.Str.class::isInstance);
        case ANY -> true;
      };
    }

    private static boolean isWhole(Json.Num number) {
      BigDecimal exact = ExactDecimal.parse(number);
      return exact != null && exact.scale() == 0;
    }

    private static boolean isTimestamp(String text) {
      try {
        OffsetDateTime.parse(text);
        return true;
      } catch (DateTimeException e) {
        return false;
      }
    }
  }
}
