package io.legate.boundary;

import io.legate.json.Json;
import java.util.List;
import java.util.Locale;

/// Why a constraint does not admit a value.
///
/// @param why the kind of reason, stable
/// @param constraint the one that was not met; within `all` the clause
/// @param value what was compared, which may be an item of the argument
public record Mismatch(Why why, Constraint constraint, Json value) {

  /// Kinds of reason. Stable: recorded, and sent to callers.
  public enum Why {
    WRONG_TYPE("is not of the type that is compared here"),
    NOT_NORMAL_FORM("is not in the normal form of its type"),
    NOT_EQUAL("is not the one value that is admitted"),
    BELOW_MIN("is less than the least that is admitted"),
    ABOVE_MAX("is more than the most that is admitted"),
    NOT_LISTED("is not among what is admitted"),
    EXCLUDED("is excluded"),
    ITEM_MISSING("lacks an item that it must contain"),
    NO_ALTERNATIVE("meets none of the alternatives"),
    OUTSIDE_TREE("is not at or below the path that is admitted"),
    SCHEME_NOT_LISTED("has a scheme that is not admitted"),
    HOST_NOT_LISTED("has a host that is not admitted"),
    PRIVATE_ADDRESS("leads to a private address or a name that is not public"),
    PORT_NOT_LISTED("has a port that is not admitted"),
    OUTSIDE_BLOCK("is not in a block of addresses that is admitted"),
    OUTSIDE_WINDOW("is asked for outside the hours that are admitted"),
    NO_MATCH("does not match the pattern"),
    TOO_MANY_ITEMS("has more items than are admitted"),
    TOO_LONG("has more characters than are admitted"),
    KEYWORD_MISSING("lacks a word that it must have"),
    KEYWORD_FORBIDDEN("has a word that it must not have"),
    VALUE_NOT_SEEN(
        "has a value that this task has not met in the sources that the permission names"),
    MENTION_NOT_SEEN(
        "has a link, an address or an account that this task has not met in the sources that the"
            + " permission names"),
    NOTHING_BESIDE("stands beside an argument that is not given, or has no value"),
    TOO_MANY_MENTIONS("has more links, addresses and accounts than are looked up");

    private final String sentence;

    Why(String sentence) {
      this.sentence = sentence;
    }

    /// Completes a sentence that begins with the argument: lower case, no full stop.
    public String sentence() {
      return sentence;
    }

    /// The name on the wire, such as `not_listed`.
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static List<Mismatch> none() {
    return List.of();
  }

  static List<Mismatch> of(Why why, Constraint constraint, Json value) {
    return List.of(new Mismatch(why, constraint, value));
  }

  static List<Mismatch> unless(boolean holds, Why why, Constraint constraint, Json value) {
    return holds ? none() : of(why, constraint, value);
  }
}
