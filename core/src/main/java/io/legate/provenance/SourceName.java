package io.legate.provenance;

import java.util.regex.Pattern;

/// How sources and their fields are named: `erp.vendors` and `erp.vendors.iban`. The last part of a
/// field's name is the field, and all before it the source.
public final class SourceName {

  /// The literals of the instruction, fixed when the task was opened for a subject. One record
  /// without fields.
  public static final String PROMPT = "prompt";

  /// The same where no subject token stands behind the instruction.
  public static final String AGENT = "agent";

  private static final String PART = "[a-z0-9_]{1,64}";
  private static final Pattern FIELD = Pattern.compile(PART);
  private static final Pattern SOURCE = Pattern.compile(PART + "(?:\\." + PART + "){0,6}");

  private SourceName() {}

  /// Returns whether a catalogue may give a source this name.
  public static boolean isSource(String name) {
    return SOURCE.matcher(name).matches() && !name.equals(PROMPT) && !name.equals(AGENT);
  }

  /// Returns whether a source may have a field of this name.
  public static boolean isField(String name) {
    return FIELD.matcher(name).matches();
  }

  /// Returns whether a constraint may name this: `prompt`, `agent`, or a source and its field.
  public static boolean isNamed(String name) {
    int dot = name.lastIndexOf('.');
    return name.equals(PROMPT)
        || name.equals(AGENT)
        || (dot > 0 && isSource(name.substring(0, dot)) && isField(name.substring(dot + 1)));
  }

  /// Returns the name of a source's field as a constraint names it.
  public static String of(String source, String field) {
    return source + "." + field;
  }
}
