package io.legate.token;

import io.legate.chain.ActChain;
import io.legate.crypto.Base64Url;
import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one token instance of a hop says.
///
/// @param issuer the broker
/// @param subject for whom the task is, constant in its tree
/// @param audience the one party it is good at: a resource server, the issuer, or an agent's client
///   id
/// @param client the agent that acts, which is the outermost actor
/// @param jti the instance's own id
/// @param act the chain of actors
/// @param holder the key it is bound to
/// @param task the task
/// @param authorizationDetails the permissions, as they are written; for a resource server those
///   that name it
/// @param scope a subset of the parent's, read by no decision of ours; null for none
/// @param hop the hop it is an instance of
/// @param delMaxDepth the deepest hop that may follow, counted from the root
/// @param parHash signing-input hash of an instance of the parent hop; null for the root hop
/// @param policy `pol`: hash of the policy it was issued under
/// @param status where its state is published; null where that is not done
public record InstanceClaims(
    String issuer,
    String subject,
    String audience,
    ClientId client,
    Instant iat,
    Instant nbf,
    Instant exp,
    String jti,
    ActChain act,
    Thumbprint holder,
    Task task,
    Arr authorizationDetails,
    @Nullable String scope,
    HopId hop,
    int delMaxDepth,
    @Nullable String parHash,
    String policy,
    @Nullable Status status) {

  public InstanceClaims {
    require(!exp.isBefore(iat) && !nbf.isAfter(exp), "its times are out of order");
    require(act.current().sub().equals(client.value()), "the client is not the outermost actor");
    require(delMaxDepth >= act.depth(), "it is deeper than it may be");
    require(delMaxDepth <= ActChain.DEPTH_MAX, "`del_max_depth` is out of range");
    require(
        (parHash == null) == (act.depth() == 0), "`par_hash` belongs to every hop but the root");
    require(parHash == null || Base64Url.isCanonical(parHash, 32), "`par_hash` is not a hash");
    require(ClaimForms.isCommitment(policy), "`pol` is not a hash");
  }

  /// The task of an instance.
  ///
  /// @param id `txn`
  /// @param issuer the broker it was opened at
  /// @param authorityHash `sha-256:` and the hash of the root boundary's canonical form
  /// @param expiresAt when the task ends
  public record Task(
      TaskId id, String issuer, String purpose, String authorityHash, Instant expiresAt) {
    public Task {
      require(ClaimForms.isCommitment(authorityHash), "`authority_hash` is not a hash");
    }
  }

  /// A place in a status list (draft-ietf-oauth-status-list).
  public record Status(long index, String uri) {}

  /// The task's id.
  public TaskId txn() {
    return task.id;
  }

  /// `del_depth`: 0 for the root hop.
  public int delDepth() {
    return act.depth();
  }

  /// Returns the claims as they are signed. Instants are cut to whole seconds.
  public Obj toJson() {
    return InstanceForm.write(this);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
