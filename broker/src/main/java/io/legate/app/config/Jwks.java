package io.legate.app.config;

import io.legate.app.config.ConfigNode.Members;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads `jwks`: a JWK set (RFC 7517 section 5) of public keys, which the `jose` adapter parses
/// later. Private members are refused here already, so that none gets any further.
final class Jwks {

  private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private Jwks() {}

  static List<Json.Obj> read(Section owner) {
    var section = owner.section("jwks");
    var keys = new ArrayList<Json.Obj>();
    for (var item : section.items("keys")) {
      if (!(item.getValue() instanceof Members members)) {
        section.problem("keys", "must hold mappings only");
      } else if (members.members().keySet().stream().anyMatch(PRIVATE::contains)) {
        section.problem("keys", "hold a private key: only the public half belongs here");
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
