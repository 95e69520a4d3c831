package io.legate.tlog;

import io.legate.crypto.Sha256;
import io.legate.tlog.InvalidEvidenceException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// A public key that signs notes, with the name that its signatures bear.
///
/// Written as a *vkey*: name, id in hexadecimal and base64 of kind and key, joined by `+`. This
/// does NOT say that the key is to be trusted.
public final class NoteKey {

  private static final int NAME_CHARACTERS_MAX = 255;

  /// How a key signs.
  public enum Kind {
    /// Ed25519 over the text of the note.
    ED25519(0x01, 32, 64, "Ed25519", "302a300506032b6570032100"),
    /// Ed25519 over the text of a checkpoint with a time (`tlog-cosignature`).
    ED25519_COSIGNATURE(0x04, 32, 8 + 64, "Ed25519", "302a300506032b6570032100"),
    /// ML-DSA-44 over what a checkpoint says, with a time (`tlog-cosignature`).
    ML_DSA_44(0x06, 1312, 8 + 2420, "ML-DSA-44", "30820532300b06096086480165030403110382052100");

    private final byte number;
    private final int keyBytes;
    private final int signatureBytes;
    private final String algorithm;

    /// What stands before the key in its X.509 form, in hexadecimal.
    private final String prefix;

    Kind(int number, int keyBytes, int signatureBytes, String algorithm, String prefix) {
      this.number = (byte) number;
      this.keyBytes = keyBytes;
      this.signatureBytes = signatureBytes;
      this.algorithm = algorithm;
      this.prefix = prefix;
    }
  }

  private final String name;
  private final Kind kind;
  private final byte[] bytes;
  private final int id;
  private final PublicKey key;

  private NoteKey(String name, Kind kind, byte[] bytes) throws GeneralSecurityException {
    this.name = name;
    this.kind = kind;
    this.bytes = bytes.clone();
    this.id = id(name, kind, bytes);
    this.key = key(kind, bytes);
  }

  /// Returns the key with these bytes: those of RFC 8032 section 5.1.2, or of FIPS 204.
  ///
  /// @throws IllegalArgumentException if there is no such name or key
  public static NoteKey of(String name, Kind kind, byte[] bytes) {
    requireName(name);
    if (bytes.length != kind.keyBytes) {
      throw new IllegalArgumentException("a key of this kind has another length");
    }
    try {
      return new NoteKey(name, kind, bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a key of this kind", e);
    }
  }

  /// Reads a vkey.
  ///
  /// @throws InvalidEvidenceException with [Reason#MALFORMED_KEY]
  public static NoteKey parse(String vkey) throws InvalidEvidenceException {
    int first = vkey.indexOf('+');
    int second = vkey.indexOf('+', first + 1);
    byte[] encoded = first < 0 || second < 0 ? null : Base64Text.decode(vkey.substring(second + 1));
    if (encoded == null || encoded.length == 0 || !isName(vkey.substring(0, first))) {
      throw new InvalidEvidenceException(Reason.MALFORMED_KEY);
    }
    byte[] bytes = Arrays.copyOfRange(encoded, 1, encoded.length);
    for (Kind kind : Kind.values()) {
      if (kind.number == encoded[0] && kind.keyBytes == bytes.length) {
        NoteKey key = ofOutside(vkey.substring(0, first), kind, bytes);
        if (key.text().equals(vkey)) {
          return key;
        }
      }
    }
    throw new InvalidEvidenceException(Reason.MALFORMED_KEY);
  }

  private static NoteKey ofOutside(String name, Kind kind, byte[] bytes)
      throws InvalidEvidenceException {
    try {
      return of(name, kind, bytes);
    } catch (IllegalArgumentException e) {
      throw new InvalidEvidenceException(Reason.MALFORMED_KEY, e);
    }
  }

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= NAME_CHARACTERS_MAX
        && name.codePoints()
            .noneMatch(c -> c <= ' ' || c == '+' || Character.isSpaceChar(c) || c == 0x7F);
  }

  static void requireName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("a key's name has no spaces and no plus");
    }
  }

  /// Returns the name.
  public String name() {
    return name;
  }

  /// Returns how it signs.
  public Kind kind() {
    return kind;
  }

  /// Returns the first four bytes of the hash of name, kind and key.
  public int id() {
    return id;
  }

  /// Whether its signatures say that somebody has checked that a log only grows.
  boolean isCosigner() {
    return switch (kind) {
      case ED25519 -> false;
      case ED25519_COSIGNATURE, ML_DSA_44 -> true;
    };
  }

  /// Returns the key itself, by whatever name and for whatever kind of signature.
  String material() {
    return Base64Text.encode(bytes);
  }

  /// Returns the vkey.
  public String text() {
    return name
        + "+"
        + HexFormat.of().toHexDigits(id)
        + "+"
        + Base64Text.encode(encoded(kind, bytes));
  }

  /// Checks a signature that says to be of this key.
  ///
  /// @return what the key has signed: the text, or the checkpoint that it is
  boolean verifies(String text, byte[] signature) {
    if (signature.length != kind.signatureBytes) {
      return false;
    }
    return switch (kind) {
      case ED25519 -> check(text.getBytes(StandardCharsets.UTF_8), signature);
      case ED25519_COSIGNATURE -> {
        long time = ByteBuffer.wrap(signature).getLong();
        byte[] own = Arrays.copyOfRange(signature, Long.BYTES, signature.length);
        yield time >= 0 && check(Checkpoint.cosignedText(text, time), own);
      }
      case ML_DSA_44 -> {
        long time = ByteBuffer.wrap(signature).getLong();
        byte[] own = Arrays.copyOfRange(signature, Long.BYTES, signature.length);
        try {
          yield time >= 0 && check(Checkpoint.parse(text).cosigned(name, time), own);
        } catch (InvalidEvidenceException e) {
          yield false;
        }
      }
    };
  }

  private boolean check(byte[] message, byte[] signature) {
    try {
      var verifier = Signature.getInstance(kind.algorithm, provider(kind));
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // Not of the form of a signature, which is one way of being wrong.
      return false;
    }
  }

  private static PublicKey key(Kind kind, byte[] bytes) throws GeneralSecurityException {
    byte[] prefix = HexFormat.of().parseHex(kind.prefix);
    byte[] encoded = Arrays.copyOf(prefix, prefix.length + bytes.length);
    System.arraycopy(bytes, 0, encoded, prefix.length, bytes.length);
    return KeyFactory.getInstance(kind.algorithm, provider(kind))
        .generatePublic(new X509EncodedKeySpec(encoded));
  }

  /// The JDK's own: what signs is another library, so that each finds the other's mistakes.
  private static String provider(Kind kind) {
    return switch (kind) {
      case ED25519, ED25519_COSIGNATURE -> "SunEC";
      case ML_DSA_44 -> "SUN";
    };
  }

  private static int id(String name, Kind kind, byte[] bytes) {
    byte[] start = (name + "\n").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha256.digest(start, encoded(kind, bytes))).getInt();
  }

  private static byte[] encoded(Kind kind, byte[] bytes) {
    return ByteBuffer.allocate(1 + bytes.length).put(kind.number).put(bytes).array();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoteKey that
        && name.equals(that.name)
        && kind == that.kind
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return text();
  }
}
