package io.legate.ledger;

import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a decision wants recorded. The ledger adds where, when and after what.
///
/// @param kind what it is, 0 to [Entry#KIND_MAX]
/// @param op the operation it answers, up to [#OP_BYTES_MAX] bytes, or null
/// @param data what happened; every number must be written as RFC 8785 would write it, because what
///   is folded now must equal what is read back later
/// @param source the value that `data` was written from, which saves the fold reading it again; the
///   same must be read back. Null where there is none
/// @param once keys to claim with it
/// @param secret what is kept beside the event and can be erased without breaking the log, because
///   no hash covers it; up to [#SECRET_BYTES_MAX] bytes, or null. The array must not change
public record Draft(
    int kind,
    byte @Nullable [] op,
    Json.Obj data,
    @Nullable Object source,
    List<OnceKey> once,
    byte @Nullable [] secret) {

  /// The longest operation id, in bytes: a digest fits.
  public static final int OP_BYTES_MAX = 64;

  /// The longest secret, in bytes: a key fits.
  public static final int SECRET_BYTES_MAX = 64;

  // Spelled out, because a compact constructor loses the annotations in the class file.
  public Draft(
      int kind,
      byte @Nullable [] op,
      Json.Obj data,
      @Nullable Object source,
      List<OnceKey> once,
      byte @Nullable [] secret) {
    if (kind < 0 || kind > Entry.KIND_MAX) {
      throw new IllegalArgumentException("a kind is a number from 0 to 32767");
    }
    if (op != null && (op.length == 0 || op.length > OP_BYTES_MAX)) {
      throw new IllegalArgumentException("an operation id has 1 to 64 bytes");
    }
    if (secret != null && (secret.length == 0 || secret.length > SECRET_BYTES_MAX)) {
      throw new IllegalArgumentException("a secret has 1 to 64 bytes");
    }
    requireExact(data);
    this.kind = kind;
    this.op = op;
    this.data = data;
    this.source = source;
    this.once = List.copyOf(once);
    this.secret = secret;
  }

  /// Returns a draft without a secret, of data that was written from no other value.
  public Draft(int kind, byte @Nullable [] op, Json.Obj data, List<OnceKey> once) {
    this(kind, op, data, null, once, null);
  }

  /// Returns a draft without operation and without keys.
  public static Draft of(int kind, Json.Obj data) {
    return new Draft(kind, null, data, List.of());
  }

  private static void requireExact(Json value) {
    switch (value) {
      case Json.Num number -> {
        if (!Jcs.isExact(number)) {
          throw new IllegalArgumentException("a number is not in canonical form");
        }
      }
      case Json.Arr(var items) -> items.forEach(Draft::requireExact);
      case Json.Obj(var members) -> members.forEach((_, member) -> requireExact(member));
      case Json.Str _, Json.Bool _, Json.Null _ -> {}
    }
  }
}
