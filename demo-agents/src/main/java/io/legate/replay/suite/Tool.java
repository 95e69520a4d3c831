package io.legate.replay.suite;

import io.legate.json.Json;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A tool, as the suite describes it.
///
/// @param parameters JSON Schema of each parameter, by name
/// @param returnType the type that its code declares, such as `list[str]`; empty where unknown
/// @param flags what can go wrong, such as `money`
/// @param critical parameters that say whom, where or how much
/// @param content parameters that carry free text
/// @param untrusted whether and why outsiders write into what it returns
public record Tool(
    String name,
    String description,
    Json.Obj parameters,
    String returnType,
    Effect effect,
    Set<String> flags,
    List<String> critical,
    List<String> content,
    Untrusted untrusted) {

  private static final Pattern TEXT = Pattern.compile("\\bstr\\b");
  private static final Pattern LISTED =
      Pattern.compile("\\b(list|dict|tuple|set)\\b", Pattern.CASE_INSENSITIVE);

  public Tool {
    flags = Set.copyOf(flags);
    critical = List.copyOf(critical);
    content = List.copyOf(content);
  }

  /// What a call does.
  public enum Effect {
    /// It returns what there is.
    READ,
    /// It returns what there is and marks it, such as mail as read.
    READ_MARKS,
    /// It reads from outside, where the address itself can say something.
    FETCH,
    /// It changes something.
    WRITE;

    /// Whether a call tells or changes something beyond what is read.
    public boolean hasSideEffect() {
      return this == FETCH || this == WRITE;
    }
  }

  /// Whether outsiders write into what a tool returns.
  public enum Untrusted {
    /// It returns the organisation's own records.
    NO,
    /// Its text is somebody's words, members' of the organisation.
    SEMANTIC,
    /// Outsiders are known to write into it.
    VECTOR
  }

  /// Whether a call returns one text, in which nothing has a place of its own.
  public boolean returnsText() {
    return returnType.isEmpty()
        || (TEXT.matcher(returnType).find() && !LISTED.matcher(returnType).find());
  }
}
