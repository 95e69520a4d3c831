package io.legate.identity;

import java.util.regex.Pattern;

/// The id of a registered client: `client_id` in OAuth, `act.sub` in a token.
public record ClientId(String value) implements Comparable<ClientId> {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}");

  public ClientId {
    if (!isWellFormed(value)) {
      throw new IllegalArgumentException("not a client id");
    }
  }

  /// Returns whether `text` has the form of a client id.
  public static boolean isWellFormed(String text) {
    return text.length() <= 128 && FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(ClientId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
