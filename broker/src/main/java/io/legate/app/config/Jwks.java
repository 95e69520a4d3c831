package io.legate.app.config;

import io.legate.json.Json;
import io.legate.yaml.YamlNode.Members;
import java.util.ArrayList;
import java.util.List;

/// Reads `jwks`: a JWK set (RFC 7517 section 5), whose keys the `jose` adapter parses later.
final class Jwks {

  private Jwks() {}

  static List<Json.Obj> read(Section owner) {
    var section = owner.section("jwks");
    var keys = new ArrayList<Json.Obj>();
    for (var item : section.items("keys")) {
      if (!(item.getValue() instanceof Members members)) {
        section.problem("keys", "must hold mappings only");
      } else if (members.toJson() instanceof Json.Obj jwk) {
        keys.add(jwk);
      }
    }
    if (keys.isEmpty()) {
      section.problem("keys", "must hold at least one key");
    }
    section.refuseUnknown();
    return keys;
  }
}
