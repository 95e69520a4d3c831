package io.legate.boundary;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An action, or a family of them: `payments.create` is that action alone, `payments.*` is every
/// action that starts with `payments.` and not `payments` itself.
///
/// @param name the action, or what the names of the family start with before the dot
/// @param family whether this stands for a family
public record ActionPattern(String name, boolean family) {

  private static final int CHARS_MAX = 128;
  private static final String FAMILY = ".*";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");

  public ActionPattern {
    if (!isAction(name)) {
      throw new IllegalArgumentException("not the name of an action");
    }
  }

  /// Returns the pattern, or null where `text` is not one.
  public static @Nullable ActionPattern parse(String text) {
    boolean family = text.endsWith(FAMILY);
    String name = family ? text.substring(0, text.length() - FAMILY.length()) : text;
    return isAction(name) ? new ActionPattern(name, family) : null;
  }

  /// Returns whether `text` names one action: letters, digits, `_` and `-` in parts joined by dots,
  /// at most 128 of them.
  public static boolean isAction(String text) {
    return text.length() <= CHARS_MAX && NAME.matcher(text).matches();
  }

  /// Returns whether this stands for `action`.
  public boolean admits(String action) {
    return family ? isBelow(action) : action.equals(name);
  }

  /// Returns whether every action that `other` stands for is one that this stands for.
  public boolean contains(ActionPattern other) {
    if (!other.family) {
      return admits(other.name);
    }
    return family && (other.name.equals(name) || isBelow(other.name));
  }

  /// Returns whether some action is one that both stand for.
  public boolean overlaps(ActionPattern other) {
    return contains(other) || other.contains(this);
  }

  private boolean isBelow(String action) {
    return action.length() > name.length() + 1
        && action.startsWith(name)
        && action.charAt(name.length()) == '.';
  }

  @Override
  public String toString() {
    return family ? name + FAMILY : name;
  }
}
