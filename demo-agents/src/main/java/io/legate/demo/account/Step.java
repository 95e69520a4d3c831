package io.legate.demo.account;

import io.legate.json.Json;

/// One expectation and what was found.
///
/// @param observed what the systems hold, in words
/// @param ok whether that is what was expected
public record Step(String scenario, String name, String expected, String observed, boolean ok) {

  /// Returns its JSON form.
  public Json.Obj json() {
    return Json.Obj.with("scenario", scenario)
        .with("name", name)
        .with("expected", expected)
        .with("observed", observed)
        .with("ok", new Json.Bool(ok))
        .build();
  }
}
