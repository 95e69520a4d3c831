package io.legate.demo.server;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// What answers disclose: the part of policy's catalogue that resource servers read for themselves.
public final class Sources {

  private static final String FILE = "/io/legate/demo/policy/sources.yaml";

  private Sources() {}

  /// Returns the actions that disclose something, as the catalogue has them.
  public static Json.Obj actions() {
    try (InputStream in = Sources.class.getResourceAsStream(FILE)) {
      byte[] text = Objects.requireNonNull(in, FILE).readAllBytes();
      return (Json.Obj) Objects.requireNonNull(((Json.Obj) JsonReader.read(text)).get("actions"));
    } catch (IOException e) {
      throw new IllegalStateException("`" + FILE + "` cannot be read", e);
    }
  }
}
