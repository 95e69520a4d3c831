package io.legate.approval;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.identity.ClientId;
import io.legate.json.Json.Obj;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Signs the answers of one approver, with a key that it has registered.
public final class ApprovalMaker {

  private static final SecureRandom RANDOM = new SecureRandom();

  /// How long an answer may be on its way.
  private static final Duration VALID = Duration.ofMinutes(2);

  private final Signer signer;
  private final ClientId approver;
  private final String issuer;

  /// @param issuer the broker's identifier
  public ApprovalMaker(Signer signer, ClientId approver, String issuer) {
    this.signer = signer;
    this.approver = approver;
    this.issuer = issuer;
  }

  /// What the approver was shown. It signs all of it, so that nothing else can have been meant.
  public record Shown(
      EscalationId escalation, String digest, List<String> reasons, List<String> labels) {
    public Shown {
      reasons = List.copyOf(reasons);
      labels = List.copyOf(labels);
    }
  }

  /// What the approver gives beyond the one action.
  ///
  /// @param permission an entry of `authorization_details`; null for none
  /// @param until the end of it, null for none
  /// @param lifts labels to be taken off the task
  public record Beyond(@Nullable Obj permission, @Nullable Instant until, List<String> lifts) {
    /// The one action only.
    public static final Beyond NOTHING = new Beyond(null, null, List.of());

    public Beyond {
      lifts = List.copyOf(lifts);
    }
  }

  /// Returns the signed answer.
  ///
  /// @param beyond what an approval gives; nothing for a denial
  /// @param comment at most 512 characters; may be empty
  public String make(Shown shown, boolean approves, Beyond beyond, String comment, Instant now) {
    byte[] jti = new byte[16];
    RANDOM.nextBytes(jti);
    var claims =
        new ApprovalClaims(
            approver,
            issuer,
            shown.escalation.task(),
            shown.escalation,
            shown.digest,
            shown.reasons,
            shown.labels,
            approves,
            beyond.permission,
            beyond.until,
            beyond.lifts,
            comment,
            now,
            now.plus(VALID),
            Base64Url.encode(jti));
    return SigningInput.of(signer.publicKey(), Typ.APPROVAL, claims.toJson()).signedBy(signer);
  }
}
