package io.legate.token;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Claims;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;

/// The forms of claims that several classes of token share.
final class ClaimForms {

  /// Characters in a `jti`.
  static final int JTI_CHARACTERS_MAX = 128;

  private ClaimForms() {}

  static ClientId client(Claims<TokenException> claims, String name) throws TokenException {
    String text = claims.string(name);
    if (!ClientId.isWellFormed(text)) {
      throw claims.malformed(name);
    }
    return new ClientId(text);
  }

  static TaskId task(Claims<TokenException> claims, String name) throws TokenException {
    TaskId task = TaskId.parse(claims.string(name));
    if (task == null) {
      throw claims.malformed(name);
    }
    return task;
  }

  /// `sha-256:` and 32 bytes in base64url.
  static String commitment(Claims<TokenException> claims, String name) throws TokenException {
    String text = claims.string(name);
    if (!isCommitment(text)) {
      throw claims.malformed(name);
    }
    return text;
  }

  static boolean isCommitment(String text) {
    String prefix = "sha-256:";
    return text.startsWith(prefix) && Base64Url.isCanonical(text.substring(prefix.length()), 32);
  }
}
