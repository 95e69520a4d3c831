package io.legate.merkle;

import io.legate.crypto.Sha256;
import java.security.MessageDigest;

/// The hashes of RFC 6962 section 2.1. A leaf and a node start with different bytes, so that
/// neither can be passed off as the other.
public final class Rfc6962 {

  private static final byte LEAF = 0x00;
  private static final byte NODE = 0x01;
  private static final Hash EMPTY = Hash.owning(Sha256.digest());

  private Rfc6962() {}

  /// Returns the root of the tree without leaves: the hash of nothing.
  public static Hash emptyRoot() {
    return EMPTY;
  }

  /// Returns the hash of a leaf with this content.
  public static Hash leaf(byte[] content) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(LEAF);
    return Hash.owning(digest.digest(content));
  }

  /// Returns the hash of the node over these two.
  public static Hash node(Hash left, Hash right) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(NODE);
    digest.update(left.shared());
    return Hash.owning(digest.digest(right.shared()));
  }
}
