package io.legate.caller;

import io.legate.caller.Caller.Possession.ByProof;
import io.legate.crypto.Sha256;
import io.legate.crypto.Thumbprint;
import io.legate.dpop.DpopProof;
import io.legate.identity.ClientId;
import io.legate.ledger.OnceKey;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.token.VerifiedClient;
import io.legate.token.VerifiedSubject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The keys under which the ledger lets something be used once. Each sort has a name of its own in
/// the digest, so that the key of one can never be that of another.
public final class Spending {

  private Spending() {}

  /// A proof, in the hour of its `iat`.
  public static OnceKey proof(DpopProof proof) {
    return OnceKey.single(bucket(proof.issuedAt()), key("proof", proof.replayKey()));
  }

  /// A client assertion, in the hour of its `exp`.
  public static OnceKey assertion(VerifiedClient client) {
    return OnceKey.single(bucket(client.expiresAt()), key("assertion", client.replayKey()));
  }

  /// A subject's token, in the hour of its `exp`: it opens one task.
  public static OnceKey subject(VerifiedSubject subject) {
    return OnceKey.single(bucket(subject.expiresAt()), key("subject", subject.onceKey()));
  }

  /// A public key, for ever: it is the client's, and may be claimed by it again and again.
  public static OnceKey key(Thumbprint thumbprint, ClientId owner) {
    return OnceKey.owned(
        OnceKey.FOR_EVER,
        key("key", thumbprint.value()),
        owner.value().getBytes(StandardCharsets.UTF_8));
  }

  /// The key of a proof that its client did not register, of which there may be so many new ones in
  /// the hour of the proof's `iat`.
  public static OnceKey newKey(DpopProof proof, ClientId owner, int perHourMax) {
    return key(proof.thumbprint(), owner)
        .within(new OnceKey.Places(bucket(proof.issuedAt()), perHourMax));
  }

  /// Returns the refusal for a key that was taken.
  public static RefusedException refusal(OnceKey taken, Caller caller) {
    for (OnceKey claimed : caller.once()) {
      if (claimed.equals(taken) && taken.owner() != null) {
        return new RefusedException(Code.INVALID_DPOP_PROOF, "the proof's key belongs to another");
      }
      var places = claimed.places();
      if (places != null && taken.equals(claimed.place(places.max() - 1))) {
        return new RefusedException(
            Code.TOO_MANY_REQUESTS,
            "the client has shown "
                + places.max()
                + " new keys within the hour; use one of them, or a registered one");
      }
    }
    if (caller.possession() instanceof ByProof(var proof) && taken.equals(proof(proof))) {
      return ProofRefusal.spent();
    }
    return caller.once().contains(taken)
        ? new RefusedException(Code.INVALID_CLIENT, "client assertion was used before")
        : new RefusedException(Code.INVALID_REQUEST, "`subject_token` was used before");
  }

  private static int bucket(Instant signed) {
    return Math.toIntExact(signed.getEpochSecond() / OnceKey.SECONDS_PER_BUCKET);
  }

  private static byte[] key(String sort, String value) {
    return Sha256.digest((sort + "\n" + value).getBytes(StandardCharsets.UTF_8));
  }
}
