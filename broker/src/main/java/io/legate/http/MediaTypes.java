package io.legate.http;

import java.util.List;
import java.util.Locale;

/// What a client accepts (RFC 9110 section 12.5.1), as far as one form of an answer may be had
/// instead of another.
final class MediaTypes {

  private MediaTypes() {}

  /// Returns whether `type` is asked for by its name. A wildcard asks for nothing in particular,
  /// and a weight of 0 is a refusal.
  ///
  /// @param accept every `Accept` header
  /// @param type in lower case
  static boolean areNamed(List<String> accept, String type) {
    for (String header : accept) {
      for (String range : header.split(",")) {
        String[] parts = range.split(";");
        if (parts[0].trim().toLowerCase(Locale.ROOT).equals(type) && isWanted(parts)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isWanted(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace(" ", "").toLowerCase(Locale.ROOT);
      if (parameter.matches("q=0(\\.0{0,3})?")) {
        return false;
      }
    }
    return true;
  }
}
