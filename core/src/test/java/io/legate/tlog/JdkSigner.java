package io.legate.tlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;

/// A key that signs notes by the JDK, for tests.
public final class JdkSigner implements NoteSigner {

  private final NoteKey key;
  private final KeyPair pair;
  private final String algorithm;

  /// Makes a key.
  public JdkSigner(String name, NoteKey.Kind kind) {
    try {
      algorithm = kind == NoteKey.Kind.ML_DSA_44 ? "ML-DSA-44" : "Ed25519";
      pair = KeyPairGenerator.getInstance(algorithm, provider()).generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      int bytes = kind == NoteKey.Kind.ML_DSA_44 ? 1312 : 32;
      key =
          NoteKey.of(
              name, kind, Arrays.copyOfRange(encoded, encoded.length - bytes, encoded.length));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// Named, because another library may have put itself first.
  private String provider() {
    return algorithm.equals("Ed25519") ? "SunEC" : "SUN";
  }

  private JdkSigner(NoteKey key, KeyPair pair, String algorithm) {
    this.key = key;
    this.pair = pair;
    this.algorithm = algorithm;
  }

  /// Returns the same key under another name.
  JdkSigner named(String name) {
    byte[] encoded = pair.getPublic().getEncoded();
    int bytes = key.kind() == NoteKey.Kind.ML_DSA_44 ? 1312 : 32;
    byte[] own = Arrays.copyOfRange(encoded, encoded.length - bytes, encoded.length);
    return new JdkSigner(NoteKey.of(name, key.kind(), own), pair, algorithm);
  }

  @Override
  public NoteKey key() {
    return key;
  }

  @Override
  public byte[] sign(Checkpoint checkpoint, Instant at) {
    return switch (key.kind()) {
      case ED25519 -> sign(checkpoint.text().getBytes(UTF_8));
      case ED25519_COSIGNATURE -> {
        long time = at.getEpochSecond();
        byte[] signature = sign(checkpoint.cosignedText(time));
        yield ByteBuffer.allocate(8 + signature.length).putLong(time).put(signature).array();
      }
      case ML_DSA_44 -> {
        long time = at.getEpochSecond();
        byte[] signature = sign(checkpoint.cosigned(key.name(), time));
        yield ByteBuffer.allocate(8 + signature.length).putLong(time).put(signature).array();
      }
    };
  }

  /// Signs anything.
  byte[] sign(byte[] message) {
    try {
      var signer = Signature.getInstance(algorithm, provider());
      signer.initSign(pair.getPrivate());
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
