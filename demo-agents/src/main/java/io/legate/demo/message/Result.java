package io.legate.demo.message;

import io.legate.json.Json;

/// What an agent says became of an invoice. Its own word only: nobody checks anything against it.
///
/// @param outcome `paid`, `refused`, `held`, `unreadable` or `failed`
/// @param detail one sentence
public record Result(String file, String outcome, String detail) {

  /// Reads one.
  public static Result of(Fields fields) throws BadMessageException {
    return new Result(fields.string("file"), fields.string("outcome"), fields.string("detail"));
  }

  /// Returns its JSON form.
  public Json.Obj json() {
    return Json.Obj.with("file", file).with("outcome", outcome).with("detail", detail).build();
  }
}
