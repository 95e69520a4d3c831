package io.legate.client.resource;

import io.legate.chain.Actor;
import io.legate.crypto.Thumbprint;
import io.legate.dpop.DpopProof;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json.Arr;
import io.legate.token.VerifiedInstance;
import io.legate.v1.AgentProof;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call whose token and proof were verified offline. Only [CallVerifier] makes one.
///
/// It says who calls and for what task. It permits nothing: whether the hop still lives, whether a
/// limit is spent and what policy says now is known to the broker alone.
public final class VerifiedCall {

  private final AgentRequest request;
  private final VerifiedInstance token;
  private final DpopProof proof;
  private final Standing standing;
  private final Freshness freshness;

  VerifiedCall(
      AgentRequest request,
      VerifiedInstance token,
      DpopProof proof,
      Standing standing,
      Freshness freshness) {
    this.request = request;
    this.token = token;
    this.proof = proof;
    this.standing = standing;
    this.freshness = freshness;
  }

  /// Whom the task is for.
  public String subject() {
    return token.claims().subject();
  }

  /// The chain, current actor first, opener last. All but the first are informational (RFC 8693
  /// section 4.1): decide nothing by them.
  public List<String> actors() {
    return token.claims().act().actors().reversed().stream().map(Actor::sub).toList();
  }

  /// The task.
  public TaskId taskId() {
    return token.claims().txn();
  }

  /// The hop.
  public HopId hopId() {
    return token.claims().hop();
  }

  /// How many delegations lie between the opener and the caller.
  public int depth() {
    return token.claims().delDepth();
  }

  /// What the task is for.
  public String purpose() {
    return token.claims().task().purpose();
  }

  /// `sha-256:` and the hash of the root boundary's canonical form.
  public String authorityHash() {
    return token.claims().task().authorityHash();
  }

  /// The permissions that the token carries for this server, for people to read. They are NOT the
  /// whole of what is decided by.
  public Arr boundary() {
    return token.claims().authorizationDetails();
  }

  /// When the token expires.
  public Instant expiresAt() {
    return token.expiresAt();
  }

  /// What was known of the authority behind the token when the call was verified. Anything but
  /// [Standing#NOT_KNOWN_REVOKED] only where the server is to ask ([Heed.Known#ASK]).
  public Standing standing() {
    return standing;
  }

  /// How fresh that knowledge was.
  public Freshness freshness() {
    return freshness;
  }

  /// The key that the caller proved.
  public Thumbprint holder() {
    return proof.thumbprint();
  }

  /// The action that the caller meant, as a digest, or null where its proof does not say.
  @Nullable String actionDigest() {
    return proof.actionDigest();
  }

  /// The caller's evidence, for the broker.
  AgentProof evidence() {
    return AgentProof.newBuilder()
        .setAccessToken(token.jws().jws().text())
        .setDpop(proof.compact())
        .setHtm(request.htm())
        .setHtu(request.htu())
        .build();
  }

  @Override
  public String toString() {
    return "call of " + actors().getFirst() + " in task " + taskId();
  }
}
