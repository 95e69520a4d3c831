package io.legate.approval;

import io.legate.crypto.Claims;
import io.legate.crypto.Claims.Fault;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an `approval+jwt` says.
///
/// @param iss the approver's client id
/// @param aud the issuer that asked
/// @param txn the task
/// @param escalation the one that is answered
/// @param digest of the canonical action that the approver saw
/// @param reasons all reasons that it saw, in the order of the ask
/// @param labels all labels that it saw, likewise
/// @param approves whether `answer` is `approve`, and not `deny`
/// @param permission the entry of `authorization_details` that a bounded approval covers, as it was
///   written; null for the one action only
/// @param until the end of a bounded approval; there if `permission` is
/// @param lifts labels to be taken off the task
/// @param comment for the record and the other approvers; empty where there is none
/// @param iat when it was signed, by the approver's clock
/// @param exp when it can no longer be sent
/// @param jti its own id
public record ApprovalClaims(
    ClientId iss,
    String aud,
    TaskId txn,
    EscalationId escalation,
    String digest,
    List<String> reasons,
    List<String> labels,
    boolean approves,
    @Nullable Obj permission,
    @Nullable Instant until,
    List<String> lifts,
    String comment,
    Instant iat,
    Instant exp,
    String jti) {

  /// Characters in a `jti`.
  public static final int JTI_CHARACTERS_MAX = 128;

  /// Characters in a comment.
  public static final int COMMENT_CHARACTERS_MAX = 512;

  private static final String APPROVE = "approve";
  private static final String DENY = "deny";

  private static final Set<String> NAMES =
      Set.of(
          "iss",
          "aud",
          "txn",
          "escalation",
          "digest",
          "reasons",
          "labels",
          "answer",
          "permission",
          "until",
          "lifts",
          "comment",
          "iat",
          "exp",
          "jti");

  public ApprovalClaims {
    reasons = List.copyOf(reasons);
    labels = List.copyOf(labels);
    lifts = List.copyOf(lifts);
    if ((permission == null) != (until == null)) {
      throw new IllegalArgumentException("a bounded approval has an end, and only that");
    }
    if (!approves && (permission != null || !lifts.isEmpty())) {
      throw new IllegalArgumentException("a denial gives nothing");
    }
    if (jti.isEmpty() || jti.length() > JTI_CHARACTERS_MAX) {
      throw new IllegalArgumentException("`jti` is empty or too long");
    }
    if (comment.length() > COMMENT_CHARACTERS_MAX) {
      throw new IllegalArgumentException("`comment` is too long");
    }
  }

  static ApprovalClaims parse(Obj payload) throws ApprovalException {
    var claims = new Claims<ApprovalException>(payload, ApprovalClaims::refusal);
    claims.only(NAMES);
    boolean approves =
        switch (claims.string("answer")) {
          case APPROVE -> true;
          case DENY -> false;
          default -> throw claims.malformed("answer");
        };
    var lifts = claims.has("lifts") ? texts(claims, "lifts") : List.<String>of();
    var permission = permission(claims, payload);
    Instant until = claims.optionalDate("until");
    if ((permission == null) != (until == null)) {
      throw claims.malformed("until");
    }
    if (!approves && (permission != null || !lifts.isEmpty())) {
      throw claims.malformed("answer");
    }
    String iss = claims.string("iss");
    TaskId txn = TaskId.parse(claims.string("txn"));
    EscalationId escalation = EscalationId.parse(claims.string("escalation"));
    if (!ClientId.isWellFormed(iss)) {
      throw claims.malformed("iss");
    }
    if (txn == null) {
      throw claims.malformed("txn");
    }
    if (escalation == null || !escalation.task().equals(txn)) {
      throw claims.malformed("escalation");
    }
    return new ApprovalClaims(
        new ClientId(iss),
        claims.string("aud"),
        txn,
        escalation,
        claims.string("digest"),
        texts(claims, "reasons"),
        texts(claims, "labels"),
        approves,
        permission,
        until,
        lifts,
        claims.has("comment") ? claims.string("comment", COMMENT_CHARACTERS_MAX) : "",
        claims.date("iat"),
        claims.date("exp"),
        claims.string("jti", JTI_CHARACTERS_MAX));
  }

  /// Returns the claims as they are signed. Instants are cut to whole seconds.
  public Obj toJson() {
    var out =
        Obj.with("iss", iss.value())
            .with("aud", aud)
            .with("txn", txn.toString())
            .with("escalation", escalation.toString())
            .with("digest", digest)
            .with("reasons", Arr.ofStrings(reasons))
            .with("labels", Arr.ofStrings(labels))
            .with("answer", approves ? APPROVE : DENY);
    if (permission != null && until != null) {
      out.with("permission", permission).with("until", until.getEpochSecond());
    }
    if (!lifts.isEmpty()) {
      out.with("lifts", Arr.ofStrings(lifts));
    }
    return out.withOptional("comment", comment.isEmpty() ? null : comment)
        .with("iat", iat.getEpochSecond())
        .with("exp", exp.getEpochSecond())
        .with("jti", jti)
        .build();
  }

  private static @Nullable Obj permission(Claims<ApprovalException> claims, Obj payload)
      throws ApprovalException {
    Json json = payload.get("permission");
    if (json != null && !(json instanceof Obj)) {
      throw claims.malformed("permission");
    }
    return (Obj) json;
  }

  private static List<String> texts(Claims<ApprovalException> claims, String name)
      throws ApprovalException {
    var texts = new ArrayList<String>();
    for (Json item : claims.array(name).items()) {
      if (!(item instanceof Json.Str(var text))) {
        throw claims.malformed(name);
      }
      texts.add(text);
    }
    return texts;
  }

  private static ApprovalException refusal(Fault fault, String claim) {
    return new ApprovalException(
        switch (fault) {
          case MISSING -> ApprovalException.Reason.CLAIM_MISSING;
          case MALFORMED -> ApprovalException.Reason.CLAIM_MALFORMED;
          case UNKNOWN -> ApprovalException.Reason.CLAIM_UNKNOWN;
        },
        "`" + claim + "`");
  }
}
