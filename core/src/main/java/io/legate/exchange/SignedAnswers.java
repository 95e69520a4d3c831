package io.legate.exchange;

import io.legate.caller.Caller;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.issue.NodeSigning;
import io.legate.json.Json;
import io.legate.refusal.RefusedException;
import java.time.Clock;

/// Signs answers of introspection for the one who asked (RFC 9701 section 5), so that they can be
/// kept and shown.
///
/// The answer's own JSON is all that is in it: what is not told in the open is not told signed.
/// Such a token is nobody's access token, and its `typ` keeps it out of every other place.
public final class SignedAnswers {

  private final String issuer;
  private final NodeSigning signing;
  private final Clock clock;

  public SignedAnswers(String issuer, NodeSigning signing, Clock clock) {
    this.issuer = issuer;
    this.signing = signing;
    this.clock = clock;
  }

  /// Returns `answer`, made out to `caller` by its client id and signed with this node's key.
  ///
  /// @throws RefusedException with [io.legate.refusal.Code#TEMPORARILY_UNAVAILABLE] where that key
  ///   was withdrawn
  public String sign(Caller caller, Json.Obj answer) throws RefusedException {
    Signer signer = signing.signer();
    var claims =
        Json.Obj.with("iss", issuer)
            .with("aud", caller.id().value())
            .with("iat", clock.instant().getEpochSecond())
            .with("token_introspection", answer)
            .build();
    return SigningInput.of(signer.publicKey(), Typ.INTROSPECTION, claims).signedBy(signer);
  }
}
