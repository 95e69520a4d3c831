package io.legate.boundary;

import java.util.Locale;

/// One thing that is wrong with what was read.
///
/// @param pointer where, as a JSON pointer (RFC 6901) from the top of the value that was read
/// @param reason what kind of thing, stable
/// @param sentence for a person: lower case, no full stop
public record Problem(String pointer, Reason reason, String sentence) {

  /// Kinds of problem. Stable: sent to callers.
  public enum Reason {
    /// A member that must be there is not.
    MISSING,
    /// A member this place does not have. Ignoring it would drop a restriction somebody meant.
    UNKNOWN_MEMBER,
    /// An entry of `authorization_details` of another type than `agent_action`.
    UNKNOWN_TYPE,
    /// A constraint whose type is not known.
    UNKNOWN_CONSTRAINT,
    /// A JSON type that does not belong here.
    WRONG_TYPE,
    /// A list or object that must not be empty is.
    EMPTY,
    /// Over a limit on size, count or nesting.
    TOO_LARGE,
    /// The same thing twice in one list.
    DUPLICATE,
    /// A string or number that has other spellings of the same value, and is not the one allowed.
    NOT_NORMAL_FORM,
    /// Of the right type, but without a meaning here.
    INVALID_VALUE,
    /// Two members, each right by itself, that do not go together.
    CONFLICT;

    /// The name on the wire, such as `unknown_member`.
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
