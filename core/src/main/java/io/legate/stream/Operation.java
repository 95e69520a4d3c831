package io.legate.stream;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// One request of one caller, by which a retry is recognised.
///
/// @param id the caller's own id for it
/// @param key the first 16 bytes of SHA-256 over caller, scope, method and id, base64url
/// @param sharer the client whose share of the task's memory it takes
public record Operation(RequestId id, String key, ClientId sharer) {

  private static final int BYTES = 16;

  /// Returns the operation of a request, which takes its caller's own share.
  ///
  /// @param scope what the id is unique within beside caller and method, such as a hop's id
  public static Operation of(ClientId caller, String method, String scope, RequestId id) {
    String text = caller + "\n" + method + "\n" + scope + "\n" + id;
    byte[] digest = Sha256.digest(text.getBytes(StandardCharsets.UTF_8));
    return new Operation(id, Base64Url.encode(java.util.Arrays.copyOf(digest, BYTES)), caller);
  }

  /// Returns the same operation out of the share of a client that the caller asks for.
  public Operation sharedBy(ClientId client) {
    return new Operation(id, key, client);
  }

  /// Returns the operation of the item at `index` of a batch.
  public Operation item(int index) {
    byte[] digest = Sha256.digest((key + "\n" + index).getBytes(StandardCharsets.UTF_8));
    return new Operation(id, Base64Url.encode(java.util.Arrays.copyOf(digest, BYTES)), sharer);
  }

  /// Refuses an id that is too old to be told from a new one, or from the future.
  ///
  /// @throws RefusedException with [Code#REQUEST_EXPIRED]
  public void requireFresh(Instant at) throws RefusedException {
    if (id.madeAt().isBefore(at.minus(RequestId.AGE_MAX))) {
      throw new RefusedException(
          Code.REQUEST_EXPIRED, "`request_id` is older than an hour; ask anew with a new one");
    }
    if (id.madeAt().isAfter(at.plus(RequestId.AHEAD_MAX))) {
      throw new RefusedException(Code.REQUEST_EXPIRED, "`request_id` is from the future");
    }
  }

  /// Returns the refusal of another question under an id that was answered.
  public static RefusedException conflict() {
    return new RefusedException(
        Code.IDEMPOTENCY_CONFLICT, "`request_id` was used before for something else");
  }

  public byte[] bytes() {
    byte[] bytes = Base64Url.decode(key);
    if (bytes == null) {
      throw new IllegalStateException("an operation's key is base64url");
    }
    return bytes;
  }
}
