package io.legate.boundary;

import io.legate.crypto.Sha256;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.List;
import java.util.stream.IntStream;

/// The most that a hop may do: its `authorization_details` (RFC 9396), in order.
///
/// It says nothing about who holds it or whether it is still in force. A boundary without
/// permissions allows nothing; it comes from selecting and meeting, and is never read.
public record Boundary(List<Permission> permissions) {

  /// Allows nothing.
  public static final Boundary NOTHING = new Boundary(List.of());

  public Boundary {
    permissions = List.copyOf(permissions);
  }

  /// Reads `authorization_details`.
  ///
  /// @throws InvalidBoundaryException if it is not a boundary to the letter, with every problem
  public static Boundary parse(Json json, BoundaryLimits limits) throws InvalidBoundaryException {
    return BoundaryReader.read(json, limits);
  }

  /// Returns the permissions that name `audience` among their locations, in order.
  public Boundary forAudience(String audience) {
    return new Boundary(
        permissions.stream()
            .filter(permission -> permission.locations().contains(audience))
            .toList());
  }

  /// Returns the indexes here of the permissions that [#forAudience] selects, in order.
  public List<Integer> indexesFor(String audience) {
    return IntStream.range(0, permissions.size())
        .filter(index -> permissions.get(index).locations().contains(audience))
        .boxed()
        .toList();
  }

  /// Returns `authorization_details`. Reading it gives an equal boundary, unless it is empty.
  public Json.Arr toJson() {
    return new Json.Arr(permissions.stream().<Json>map(Permission::toJson).toList());
  }

  /// Returns `sha-256:` and the base64url of the SHA-256 of the canonical JSON (RFC 8785).
  public String hash() {
    return "sha-256:" + Sha256.base64Url(Jcs.text(toJson()));
  }
}
