package io.legate.boundary;

import java.util.regex.Pattern;

/// The name of where a value may come from, as a permission writes it: `prompt`, `agent`, or a
/// source of the action catalogue and one of its fields, such as `erp.vendors.iban`.
final class SourceName {

  /// The literals of the instruction, fixed when the task was opened for a subject.
  static final String PROMPT = "prompt";

  /// The same where no subject token stands behind the instruction.
  private static final String AGENT = "agent";

  private static final Pattern FIELD =
      Pattern.compile("[a-z0-9_]{1,64}(?:\\.[a-z0-9_]{1,64}){1,7}");

  private SourceName() {}

  static boolean isOne(String name) {
    return name.equals(PROMPT) || name.equals(AGENT) || FIELD.matcher(name).matches();
  }
}
