package io.legate.ledger;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// Sixteen bytes in each body that nobody can guess, so that its hash, which stays when the body is
/// removed, does not tell what was in it.
///
/// The first half of SHA-256 over a key, which is made anew by each process and is written nowhere,
/// and a number that is used once.
final class BodySalt {

  private static final int KEY_BYTES = 32;
  private static final int BYTES = 16;

  private static final byte[] KEY = new byte[KEY_BYTES];
  private static final AtomicLong NEXT = new AtomicLong();

  static {
    new SecureRandom().nextBytes(KEY);
  }

  private BodySalt() {}

  /// Returns one that was never returned before, as base64url.
  static String next() {
    byte[] block =
        ByteBuffer.allocate(KEY_BYTES + Long.BYTES)
            .put(KEY)
            .putLong(NEXT.getAndIncrement())
            .array();
    return Base64Url.encode(Arrays.copyOf(Sha256.digest(block), BYTES));
  }
}
