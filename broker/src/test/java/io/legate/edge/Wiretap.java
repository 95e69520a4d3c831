package io.legate.edge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Everything signed that peers of one server sent or were sent, and every error they were told.
/// Safe for use from many threads.
public final class Wiretap {

  /// A compact JWS whose header is an object.
  private static final Pattern JWS =
      Pattern.compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{20,}");

  private final Set<String> signed = new LinkedHashSet<>();
  private final List<String> errors = new ArrayList<>();

  /// Takes in what is said in either direction.
  synchronized void hear(String text) {
    var found = JWS.matcher(text);
    while (found.find()) {
      signed.add(found.group());
    }
  }

  /// Takes in what a caller is told that is refused.
  synchronized void hearError(String text) {
    errors.add(text);
  }

  /// Everything signed, in the order in which it was first heard.
  public synchronized List<String> signed() {
    return List.copyOf(signed);
  }

  /// Every error.
  public synchronized List<String> errors() {
    return List.copyOf(errors);
  }
}
