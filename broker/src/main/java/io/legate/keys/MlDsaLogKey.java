package io.legate.keys;

import io.legate.tlog.Checkpoint;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteKey.Kind;
import io.legate.tlog.NoteSigner;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/// Signs checkpoints with ML-DSA-44 (FIPS 204), as `c2sp.org/tlog-cosignature` says: over what they
/// say and the time, which stands before the signature.
final class MlDsaLogKey implements NoteSigner {

  private final MLDSAPrivateKeyParameters secret;
  private final NoteKey key;

  private MlDsaLogKey(String name, MLDSAPrivateKeyParameters secret) {
    this.secret = secret;
    this.key = NoteKey.of(name, Kind.ML_DSA_44, secret.getPublicKey());
  }

  static MlDsaLogKey of(String name, byte[] seed) {
    return new MlDsaLogKey(name, new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed));
  }

  @Override
  public NoteKey key() {
    return key;
  }

  @Override
  public byte[] sign(Checkpoint checkpoint, Instant at) {
    long time = at.getEpochSecond();
    byte[] message = checkpoint.cosigned(key.name(), time);
    var signer = new MLDSASigner();
    signer.init(true, secret);
    signer.update(message, 0, message.length);
    try {
      byte[] signature = signer.generateSignature();
      return ByteBuffer.allocate(Long.BYTES + signature.length)
          .putLong(time)
          .put(signature)
          .array();
    } catch (CryptoException e) {
      throw new IllegalStateException("a message can be signed", e);
    }
  }
}
