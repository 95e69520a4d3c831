package io.legate.keys;

import io.legate.tlog.Checkpoint;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteKey.Kind;
import io.legate.tlog.NoteSigner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// Signs checkpoints with Ed25519 (RFC 8032): a log's own over the text, others' as a witness over
/// the text and the time, which stands before the signature.
final class Ed25519LogKey implements NoteSigner {

  private final Ed25519PrivateKeyParameters secret;
  private final NoteKey key;

  private Ed25519LogKey(String name, Kind kind, byte[] seed) {
    this.secret = new Ed25519PrivateKeyParameters(seed, 0);
    this.key = NoteKey.of(name, kind, secret.generatePublicKey().getEncoded());
  }

  static Ed25519LogKey of(String name, byte[] seed) {
    return new Ed25519LogKey(name, Kind.ED25519, seed);
  }

  /// Returns what cosigns others' checkpoints.
  static Ed25519LogKey cosigner(String name, byte[] seed) {
    return new Ed25519LogKey(name, Kind.ED25519_COSIGNATURE, seed);
  }

  @Override
  public NoteKey key() {
    return key;
  }

  @Override
  public byte[] sign(Checkpoint checkpoint, Instant at) {
    if (key.kind() == Kind.ED25519) {
      return sign(checkpoint.text().getBytes(StandardCharsets.UTF_8));
    }
    long time = at.getEpochSecond();
    byte[] signature = sign(checkpoint.cosignedText(time));
    return ByteBuffer.allocate(Long.BYTES + signature.length).putLong(time).put(signature).array();
  }

  private byte[] sign(byte[] message) {
    var signer = new Ed25519Signer();
    signer.init(true, secret);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }
}
