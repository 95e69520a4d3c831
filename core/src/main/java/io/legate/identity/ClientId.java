package io.legate.identity;

/// The id of a registered client: `client_id` in OAuth, `act.sub` in a token.
public record ClientId(String value) implements Comparable<ClientId> {

  private static final int CHARACTERS_MAX = 128;

  public ClientId {
    if (!isWellFormed(value)) {
      throw new IllegalArgumentException("not a client id");
    }
  }

  /// Returns whether `text` has the form of a client id: a letter or digit, and up to 127 more of
  /// these or of `._:@/-`.
  public static boolean isWellFormed(String text) {
    if (text.isEmpty() || text.length() > CHARACTERS_MAX || !isAlphanumeric(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && "._:@/-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
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
