package io.legate.delegation;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Claims;
import io.legate.crypto.Claims.Fault;
import io.legate.crypto.Thumbprint;
import io.legate.delegation.StatementException.Reason;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a delegation statement says.
///
/// @param iss the delegator, as it stands in its own token's `act`
/// @param sub the delegate
/// @param aud the issuer that is to make the hop
/// @param txn the task
/// @param parHash signing-input hash of any unexpired instance of the delegator's hop
/// @param delegateKey the delegate's key; null where any key it registered will do
/// @param authorizationDetails the boundary, as it was written; the boundary package reads it
/// @param hopExp when the hop ends; no renewal moves it
/// @param delMaxDepth the deepest hop below this one, counted from the root; null where the
///   parent's holds on
/// @param iat when it was signed, by the delegator's clock
/// @param exp when it can no longer be redeemed
/// @param jti its own id
public record StatementClaims(
    ClientId iss,
    ClientId sub,
    String aud,
    TaskId txn,
    String parHash,
    @Nullable Thumbprint delegateKey,
    Arr authorizationDetails,
    Instant hopExp,
    @Nullable Integer delMaxDepth,
    Instant iat,
    Instant exp,
    String jti) {

  /// Characters in a `jti`.
  public static final int JTI_CHARACTERS_MAX = 128;

  private static final Set<String> NAMES =
      Set.of(
          "iss",
          "sub",
          "aud",
          "txn",
          "par_hash",
          "cnf",
          "authorization_details",
          "hop_exp",
          "del_max_depth",
          "iat",
          "exp",
          "jti");

  public StatementClaims {
    if (!Base64Url.isCanonical(parHash, 32)) {
      throw new IllegalArgumentException("not a hash");
    }
    if (delMaxDepth != null && (delMaxDepth < 0 || delMaxDepth > HopId.DEPTH_MAX)) {
      throw new IllegalArgumentException("depth is out of range");
    }
    if (jti.isEmpty() || jti.length() > JTI_CHARACTERS_MAX) {
      throw new IllegalArgumentException("`jti` is empty or too long");
    }
  }

  static StatementClaims parse(Obj payload) throws StatementException {
    var claims = new Claims<StatementException>(payload, StatementClaims::refusal);
    claims.only(NAMES);
    String parHash = claims.string("par_hash");
    if (!Base64Url.isCanonical(parHash, 32)) {
      throw claims.malformed("par_hash");
    }
    Long delMaxDepth = claims.optionalCount("del_max_depth", HopId.DEPTH_MAX);
    return new StatementClaims(
        client(claims, "iss"),
        client(claims, "sub"),
        claims.string("aud"),
        task(claims),
        parHash,
        claims.optionalHolder(),
        claims.array("authorization_details"),
        claims.date("hop_exp"),
        delMaxDepth == null ? null : delMaxDepth.intValue(),
        claims.date("iat"),
        claims.date("exp"),
        claims.string("jti", JTI_CHARACTERS_MAX));
  }

  /// Returns the claims as they are signed. Instants are cut to whole seconds.
  public Obj toJson() {
    var out =
        Obj.with("iss", iss.value())
            .with("sub", sub.value())
            .with("aud", aud)
            .with("txn", txn.toString())
            .with("par_hash", parHash);
    if (delegateKey != null) {
      out.with("cnf", Obj.with("jkt", delegateKey.value()).build());
    }
    out.with("authorization_details", authorizationDetails)
        .with("hop_exp", hopExp.getEpochSecond());
    if (delMaxDepth != null) {
      out.with("del_max_depth", delMaxDepth);
    }
    return out.with("iat", iat.getEpochSecond())
        .with("exp", exp.getEpochSecond())
        .with("jti", jti)
        .build();
  }

  private static StatementException refusal(Fault fault, String claim) {
    Reason reason =
        switch (fault) {
          case MISSING -> Reason.CLAIM_MISSING;
          case MALFORMED -> Reason.CLAIM_MALFORMED;
          case UNKNOWN -> Reason.CLAIM_UNKNOWN;
        };
    return new StatementException(reason, "`" + claim + "`");
  }

  private static ClientId client(Claims<StatementException> claims, String name)
      throws StatementException {
    String text = claims.string(name);
    if (!ClientId.isWellFormed(text)) {
      throw claims.malformed(name);
    }
    return new ClientId(text);
  }

  private static TaskId task(Claims<StatementException> claims) throws StatementException {
    TaskId task = TaskId.parse(claims.string("txn"));
    if (task == null) {
      throw claims.malformed("txn");
    }
    return task;
  }
}
