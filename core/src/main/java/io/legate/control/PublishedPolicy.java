package io.legate.control;

import io.legate.json.Json;
import java.util.Locale;
import java.util.Objects;

/// A policy as it was published: everything it says, so that every node, every restart and every
/// later replay has it.
///
/// @param hash `sha-256:` and the hash of the bundle's canonical form
/// @param bundle what it says, without its own tests; not checked here
/// @param origin where it came from
public record PublishedPolicy(String hash, Json.Obj bundle, Origin origin) {

  /// Returns what stands in events and snapshots.
  Json.Builder toJson() {
    return Json.Obj.with("hash", hash).with("bundle", bundle).with("origin", origin.label());
  }

  /// Reads what [#toJson] wrote. A bundle that is missing reads as an empty one, which no version
  /// understands as a policy.
  static PublishedPolicy fromJson(Json.Obj json) {
    String origin = json.string("origin");
    return new PublishedPolicy(
        Objects.requireNonNull(json.string("hash"), "hash"),
        json.get("bundle") instanceof Json.Obj bundle ? bundle : Json.Obj.EMPTY,
        origin == null ? Origin.CONFIGURATION : Origin.of(origin));
  }

  /// Where a policy came from, which decides what may replace it.
  public enum Origin {
    /// The clients' entitlements in the configuration: the policy where there is no bundle.
    CONFIGURATION,
    /// The configured folder.
    FOLDER,
    /// An operator's call.
    OPERATOR;

    /// The name in records, such as `folder`.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Returns the origin of that name.
    ///
    /// @throws IllegalArgumentException if it is none
    static Origin of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }
}
