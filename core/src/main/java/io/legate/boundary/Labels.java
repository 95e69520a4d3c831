package io.legate.boundary;

import io.legate.json.Json;
import java.util.List;
import java.util.regex.Pattern;

/// What a permission has to do with the labels of its task.
///
/// @param adds put on the task by an ALLOW under this permission
/// @param refuses under any of these nothing is allowed by this permission
/// @param escalates under any of these a person must approve
public record Labels(List<String> adds, List<String> refuses, List<String> escalates) {

  /// Nothing to do with labels.
  public static final Labels NONE = new Labels(List.of(), List.of(), List.of());

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.:-]{0,63}");

  public Labels {
    adds = List.copyOf(adds);
    refuses = List.copyOf(refuses);
    escalates = List.copyOf(escalates);
  }

  /// Returns whether `text` has the form of a label: 1 to 64 lower-case letters, digits, `_`, `.`,
  /// `:` and `-`, the first a letter.
  public static boolean isLabel(String text) {
    return NAME.matcher(text).matches();
  }

  /// Returns the JSON form, without the lists that are empty.
  public Json.Obj toJson() {
    var members = new java.util.LinkedHashMap<String, Json>();
    put(members, "adds", adds);
    put(members, "refuses", refuses);
    put(members, "escalates", escalates);
    return new Json.Obj(members);
  }

  private static void put(java.util.Map<String, Json> members, String name, List<String> labels) {
    if (!labels.isEmpty()) {
      members.put(name, Json.Arr.ofStrings(labels));
    }
  }
}
