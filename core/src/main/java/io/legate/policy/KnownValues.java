package io.legate.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a template may name without being given it: who the task is for and who opens it.
///
/// @param subject `user:<provider>:<sub>`, or the opener's client id
/// @param provider the identity provider's alias; null without a subject's token
/// @param sub the subject's name there; null likewise
/// @param opener the opener's client id
/// @param attributes what policy says of the opener
public record KnownValues(
    String subject,
    @Nullable String provider,
    @Nullable String sub,
    String opener,
    Map<String, String> attributes) {

  private static final String SUBJECT = "subject.id";
  private static final String PROVIDER = "subject.provider";
  private static final String SUB = "subject.sub";
  private static final String OPENER = "opener.id";

  /// The names that do not depend on a bundle.
  static final List<String> NAMES = List.of(SUBJECT, PROVIDER, SUB, OPENER);

  public KnownValues {
    attributes = Map.copyOf(attributes);
  }

  /// Returns the name of an attribute.
  static String attribute(String name) {
    return "opener.attributes." + name;
  }

  /// Returns the values by name; none for what is not there.
  public Map<String, String> byName() {
    var values = new HashMap<String, String>();
    values.put(SUBJECT, subject);
    values.put(OPENER, opener);
    if (provider != null && sub != null) {
      values.put(PROVIDER, provider);
      values.put(SUB, sub);
    }
    attributes.forEach((name, value) -> values.put(attribute(name), value));
    return values;
  }
}
