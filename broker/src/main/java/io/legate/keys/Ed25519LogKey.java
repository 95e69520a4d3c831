package io.legate.keys;

import io.legate.tlog.Checkpoint;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteKey.Kind;
import io.legate.tlog.NoteSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// Signs checkpoints with Ed25519 (RFC 8032), over the text.
final class Ed25519LogKey implements NoteSigner {

  private final Ed25519PrivateKeyParameters secret;
  private final NoteKey key;

  private Ed25519LogKey(String name, Ed25519PrivateKeyParameters secret) {
    this.secret = secret;
    this.key = NoteKey.of(name, Kind.ED25519, secret.generatePublicKey().getEncoded());
  }

  static Ed25519LogKey of(String name, byte[] seed) {
    return new Ed25519LogKey(name, new Ed25519PrivateKeyParameters(seed, 0));
  }

  @Override
  public NoteKey key() {
    return key;
  }

  @Override
  public byte[] sign(Checkpoint checkpoint, Instant at) {
    byte[] text = checkpoint.text().getBytes(StandardCharsets.UTF_8);
    var signer = new Ed25519Signer();
    signer.init(true, secret);
    signer.update(text, 0, text.length);
    return signer.generateSignature();
  }
}
