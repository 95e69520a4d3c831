package io.legate.chaos.check;

import io.legate.json.Json;
import java.util.List;
import java.util.UUID;

/// One event, as a row of the ledger has it.
///
/// @param committed when, by the database's clock, in microseconds; 0 where that is not known
/// @param hash as it stands in the row
/// @param bytes the body, of which `hash` must be the leaf hash
/// @param body the same, read
public record Event(
    UUID stream,
    long seq,
    int node,
    long leaf,
    long control,
    long at,
    int kind,
    long committed,
    byte[] hash,
    byte[] bytes,
    Json.Obj body) {

  static final int OPENED = 1;
  static final int HOP_ISSUED = 2;
  static final int INSTANCE_ISSUED = 3;
  static final int DECIDED = 5;
  static final int SETTLED = 6;
  static final int CONTAINED = 7;
  static final int HOP_REVOKED = 8;
  static final int ENDED = 11;
  static final int ESCALATION_ANSWERED = 14;
  static final int APPROVAL_SPENT = 15;

  /// Kinds of the control stream begin here.
  static final int CONTROL = 100;

  static final int CLIENT_SUSPENDED = 102;
  static final int CLIENT_RESTORED = 103;

  /// What stands under `data`.
  Json.Obj data() {
    return object(body, "data");
  }

  /// Returns a text of the data; empty where there is none.
  String text(String name) {
    return text(data(), name);
  }

  /// Whether it is a decision to allow, and not one that only says what would be.
  boolean isAllow() {
    return kind == DECIDED
        && text("outcome").equals("allow")
        && !(data().get("dry_run") instanceof Json.Bool(var dry) && dry);
  }

  /// Returns an argument of a decision's action; empty where there is none.
  String argument(String name) {
    return text(object(object(data(), "action"), "arguments"), name);
  }

  static Json.Obj object(Json.Obj in, String name) {
    return in.get(name) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
  }

  static String text(Json.Obj in, String name) {
    String text = in.string(name);
    return text == null ? "" : text;
  }

  static List<Json> items(Json.Obj in, String name) {
    return in.get(name) instanceof Json.Arr(var items) ? items : List.of();
  }

  static long number(Json.Obj in, String name) {
    return in.get(name) instanceof Json.Num(var text) ? Long.parseLong(text) : -1;
  }

  /// Where it stands, for people.
  String place() {
    return stream + "." + seq;
  }
}
