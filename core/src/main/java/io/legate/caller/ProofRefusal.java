package io.legate.caller;

import io.legate.dpop.DpopException;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;

/// A proof that was not accepted, in the words of the wire (RFC 9449 sections 7 and 8).
public final class ProofRefusal {

  private ProofRefusal() {}

  /// Returns the refusal for what is wrong with a proof.
  public static RefusedException of(DpopException e) {
    Code code =
        switch (e.reason()) {
          case NONCE_MISSING, NONCE_REFUSED -> Code.USE_DPOP_NONCE;
          case BINDING -> Code.INVALID_TOKEN;
          case NO_PROOF,
              SEVERAL_PROOFS,
              MALFORMED,
              CLAIM_MISSING,
              CLAIM_MALFORMED,
              TYP,
              ALGORITHM,
              KEY,
              SIGNATURE,
              PRIVATE_KEY,
              METHOD,
              URI,
              FROM_THE_FUTURE,
              TOO_OLD,
              OUTSIDE_ITS_TIME,
              TOKEN_HASH_MISSING,
              TOKEN_HASH,
              TOKEN_HASH_UNEXPECTED ->
              Code.INVALID_DPOP_PROOF;
        };
    return new RefusedException(code, String.valueOf(e.getMessage()));
  }

  /// Returns the refusal of a proof that was used before.
  public static RefusedException spent() {
    return new RefusedException(Code.INVALID_DPOP_PROOF, "proof was used before");
  }
}
