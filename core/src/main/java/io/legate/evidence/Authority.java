package io.legate.evidence;

import io.legate.evidence.TaskAccount.HopAccount;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Permissions in few words, and what of each a hop was given less of than its parent had.
final class Authority {

  private static final List<String> COMPARED =
      List.of(
          "actions",
          "locations",
          "resources",
          "arguments",
          "limits",
          "conditions",
          "labels",
          "approval",
          "obligations",
          "delegation");

  private Authority() {}

  /// One permission of a hop beside the parent's that it stands under.
  ///
  /// @param index in the hop's boundary
  /// @param of index in the parent's; null for the root
  /// @param narrower the members that are not the parent's
  record Narrowing(int index, @Nullable Long of, List<String> narrower) {}

  /// Compares a hop's permissions with its parent's.
  static List<Narrowing> narrowings(HopAccount hop, @Nullable HopAccount parent) {
    var found = new ArrayList<Narrowing>();
    List<Json> under = Fields.items(hop.hop(), "parents");
    for (int i = 0; i < hop.boundary().size(); i++) {
      Long of = i < under.size() ? Fields.number(under.get(i)) : null;
      if (parent == null || of == null || of >= parent.boundary().size()) {
        found.add(new Narrowing(i, null, List.of()));
      } else {
        Json.Obj wide = parent.boundary().get(of.intValue());
        found.add(new Narrowing(i, of, narrower(hop.boundary().get(i), wide)));
      }
    }
    return found;
  }

  private static List<String> narrower(Json.Obj narrow, Json.Obj wide) {
    var members = new ArrayList<String>();
    for (String name : COMPARED) {
      Json own = narrow.get(name);
      if (own != null && !own.equals(wide.get(name))) {
        members.add(name);
      }
    }
    return members;
  }

  /// Returns which of the parent's permissions a hop was not given at all.
  static List<Integer> withheld(HopAccount hop, @Nullable HopAccount parent) {
    var withheld = new ArrayList<Integer>();
    if (parent != null) {
      var given = new TreeSet<Long>();
      Fields.items(hop.hop(), "parents").forEach(each -> given.add(orNone(Fields.number(each))));
      for (int i = 0; i < parent.boundary().size(); i++) {
        if (!given.contains((long) i)) {
          withheld.add(i);
        }
      }
    }
    return withheld;
  }

  private static long orNone(@Nullable Long index) {
    return index == null ? -1 : index;
  }

  /// Returns a permission as a line, such as `payments.create on invoice://acme/* at
  /// https://erp.example, amount max 500.00; at most 5 per P1D`. Not escaped.
  static String line(Json.Obj permission) {
    var line = new StringBuilder(joined(Fields.texts(permission, "actions"), 4));
    line.append(" on ").append(joined(Fields.texts(permission, "resources"), 3));
    Json.Obj arguments = Fields.object(permission, "arguments");
    if (permission.get("arguments") == null) {
      line.append(", any arguments");
    }
    arguments
        .members()
        .forEach((name, constraint) -> line.append(", ").append(name(name, constraint)));
    for (Json.Obj limit : Fields.objects(permission, "limits")) {
      line.append("; limit ").append(limit(limit));
    }
    for (String condition : Fields.texts(permission, "conditions")) {
      line.append("; if ").append(condition);
    }
    Json.Obj approval = Fields.object(permission, "approval");
    if (!approval.members().isEmpty()) {
      line.append("; asks ").append(joined(Fields.texts(approval, "approvers"), 3));
      String when = Fields.text(approval, "when");
      line.append(when == null ? "" : " when " + when);
    }
    return line.toString();
  }

  private static String name(String name, Json constraint) {
    Json.Obj object = constraint instanceof Json.Obj given ? given : Json.Obj.EMPTY;
    var words = new StringBuilder(name);
    object
        .members()
        .forEach(
            (member, value) -> {
              if (!member.equals("constraint_type")) {
                words.append(member.equals("value") ? " = " : " " + member + " ");
                words.append(plain(value));
              }
            });
    return words.toString();
  }

  private static String limit(Json.Obj limit) {
    var words = new StringBuilder(Fields.text(limit, "name", ""));
    limit
        .members()
        .forEach(
            (member, value) -> {
              if (!member.equals("name")) {
                words.append(' ').append(member).append(' ').append(plain(value));
              }
            });
    return words.toString();
  }

  /// Returns a value as people write it: strings without quotes, lists with commas.
  static String plain(Json value) {
    return switch (value) {
      case Json.Str(var text) -> text;
      case Json.Arr(var items) -> joined(items.stream().map(Authority::plain).toList(), 4);
      case Json.Num _, Json.Bool _, Json.Null _, Json.Obj _ -> Jcs.text(value);
    };
  }

  /// Returns the first few, and how many more there are.
  static String joined(List<String> texts, int most) {
    return texts.size() <= most
        ? String.join(", ", texts)
        : String.join(", ", texts.subList(0, most)) + " and " + (texts.size() - most) + " more";
  }
}
