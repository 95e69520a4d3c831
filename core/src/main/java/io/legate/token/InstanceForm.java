package io.legate.token;

import io.legate.chain.ActChain;
import io.legate.chain.MalformedChainException;
import io.legate.crypto.Claims;
import io.legate.crypto.Claims.Fault;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.token.InstanceClaims.Status;
import io.legate.token.InstanceClaims.Task;
import io.legate.token.TokenException.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A token instance's claims as JSON: writing them, and reading exactly those.
final class InstanceForm {

  private static final Set<String> NAMES =
      Set.of(
          "iss",
          "sub",
          "aud",
          "client_id",
          "iat",
          "nbf",
          "exp",
          "jti",
          "txn",
          "act",
          "cnf",
          "task",
          "authorization_details",
          "scope",
          "hop",
          "del_depth",
          "del_max_depth",
          "par_hash",
          "pol",
          "status");

  private InstanceForm() {}

  static Obj write(InstanceClaims claims) {
    var out =
        Obj.with("iss", claims.issuer())
            .with("sub", claims.subject())
            .with("aud", claims.audience())
            .with("client_id", claims.client().value())
            .with("iat", claims.iat().getEpochSecond())
            .with("nbf", claims.nbf().getEpochSecond())
            .with("exp", claims.exp().getEpochSecond())
            .with("jti", claims.jti())
            .with("txn", claims.txn().toString())
            .with("act", claims.act().toJson())
            .with("cnf", Obj.with("jkt", claims.holder().value()).build())
            .with("task", task(claims.task()))
            .with("authorization_details", claims.authorizationDetails())
            .withOptional("scope", claims.scope())
            .with("hop", claims.hop().toString())
            .with("del_depth", claims.delDepth())
            .with("del_max_depth", claims.delMaxDepth())
            .withOptional("par_hash", claims.parHash())
            .with("pol", claims.policy());
    var status = claims.status();
    if (status != null) {
      var place = Obj.with("idx", status.index());
      out.with("status", Obj.with("status_list", place.with("uri", status.uri()).build()).build());
    }
    return out.build();
  }

  private static Obj task(Task task) {
    return Obj.with("id", task.id().toString())
        .with("issuer", task.issuer())
        .with("purpose", task.purpose())
        .with("authority_hash", task.authorityHash())
        .with("expires_at", task.expiresAt().getEpochSecond())
        .build();
  }

  static InstanceClaims parse(Obj payload) throws TokenException {
    var claims = new Claims<TokenException>(payload, TokenException::ofClaim);
    claims.only(NAMES);
    var task = task(claims.object("task"));
    var act = act(payload);
    if (!ClaimForms.task(claims, "txn").equals(task.id())) {
      throw new TokenException(Reason.INCONSISTENT, "`txn` is not `task.id`");
    }
    if (claims.count("del_depth", ActChain.DEPTH_MAX) != act.depth()) {
      throw new TokenException(Reason.INCONSISTENT, "`del_depth` is not the depth of `act`");
    }
    var hop = HopId.parse(claims.string("hop"));
    if (hop == null) {
      throw claims.malformed("hop");
    }
    try {
      return new InstanceClaims(
          claims.string("iss"),
          claims.string("sub"),
          claims.string("aud"),
          ClaimForms.client(claims, "client_id"),
          claims.date("iat"),
          claims.date("nbf"),
          claims.date("exp"),
          claims.string("jti", ClaimForms.JTI_CHARACTERS_MAX),
          act,
          claims.holder(),
          task,
          claims.array("authorization_details"),
          claims.optionalString("scope"),
          hop,
          (int) claims.count("del_max_depth", ActChain.DEPTH_MAX),
          claims.optionalString("par_hash"),
          ClaimForms.commitment(claims, "pol"),
          status(claims));
    } catch (IllegalArgumentException e) {
      throw new TokenException(Reason.INCONSISTENT, String.valueOf(e.getMessage()));
    }
  }

  private static ActChain act(Obj payload) throws TokenException {
    Json act = payload.get("act");
    if (act == null) {
      throw TokenException.ofClaim(Fault.MISSING, "act");
    }
    try {
      return ActChain.parse(act);
    } catch (MalformedChainException e) {
      throw new TokenException(Reason.CLAIM_MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private static Task task(Claims<TokenException> claims) throws TokenException {
    claims.only(Set.of("id", "issuer", "purpose", "authority_hash", "expires_at"));
    return new Task(
        ClaimForms.task(claims, "id"),
        claims.string("issuer"),
        claims.string("purpose"),
        ClaimForms.commitment(claims, "authority_hash"),
        claims.date("expires_at"));
  }

  private static @Nullable Status status(Claims<TokenException> claims) throws TokenException {
    var status = claims.optionalObject("status");
    if (status == null) {
      return null;
    }
    status.only(Set.of("status_list"));
    var place = status.object("status_list");
    place.only(Set.of("idx", "uri"));
    return new Status(place.count("idx", Integer.MAX_VALUE), place.string("uri"));
  }
}
