package io.legate.policy;

import io.legate.boundary.BoundaryLimits;
import io.legate.crypto.Sha256;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.LinkedHashMap;

/// A policy bundle that was read and found in order.
///
/// @param policy what it says
/// @param content what is published of it: everything but its own tests
public record Bundle(Policy policy, Json.Obj content) {

  static final String TESTS = "tests";

  /// Reads a bundle. Its `tests` are not looked at.
  ///
  /// @param limits how large an entitlement's boundary may be
  /// @throws InvalidBundleException with everything that is wrong with it
  public static Bundle parse(Json.Obj bundle, Conditions conditions, BoundaryLimits limits)
      throws InvalidBundleException {
    var content = new LinkedHashMap<>(bundle.members());
    content.remove(TESTS);
    var published = new Json.Obj(content);
    return new Bundle(BundleReader.read(published, conditions, limits), published);
  }

  /// Returns `sha-256:` and the base64url of the SHA-256 of the canonical JSON (RFC 8785).
  static String hash(Json.Obj content) {
    return "sha-256:" + Sha256.base64Url(Jcs.text(content));
  }
}
