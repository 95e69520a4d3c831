package io.legate.caller;

import io.legate.control.ControlState;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.dpop.DpopProof;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.ledger.OnceKey;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An authenticated client, with the key it has just shown to hold.
///
/// @param scopes what it may ask for: its registration's, or of those what its API token carries
/// @param possession how it showed that key
/// @param assertionKey what its client assertion was signed with; null with an API token
/// @param signedBy the `kid` of what its API token was signed with; null with an assertion
/// @param since from when on it has been this caller; what was revoked after that is its too
/// @param until when it stops being this caller: the end of its API token or assertion
/// @param once what the call spends, to be claimed by the event that records it
public record Caller(
    Client client,
    Set<String> scopes,
    Possession possession,
    @Nullable Thumbprint assertionKey,
    @Nullable String signedBy,
    Instant since,
    Instant until,
    List<OnceKey> once) {

  public Caller {
    scopes = Set.copyOf(scopes);
    once = List.copyOf(once);
  }

  /// The client's id.
  public ClientId id() {
    return client.id();
  }

  /// How a caller shows the key it calls with.
  public sealed interface Possession {

    /// The key.
    VerificationKey key();

    /// By a proof that was made for this very call (RFC 9449).
    record ByProof(DpopProof proof) implements Possession {
      @Override
      public VerificationKey key() {
        return proof.key();
      }
    }

    /// By nothing but its client assertion (RFC 7523), which is good for one call. Where a key is
    /// to be bound, or a token was sent, that is not enough.
    record ByAssertion(VerificationKey key) implements Possession {}
  }

  /// The key the call was made with.
  public VerificationKey key() {
    return possession.key();
  }

  /// The proof of this call, which every call has that binds a key or sends a token.
  ///
  /// @throws IllegalStateException for a caller that showed its assertion alone
  public DpopProof proof() {
    return switch (possession) {
      case Possession.ByProof(var proof) -> proof;
      case Possession.ByAssertion _ ->
          throw new IllegalStateException("this call is not made without a proof");
    };
  }

  /// Returns the same caller once what it spends is spent.
  Caller spent() {
    return new Caller(client, scopes, possession, assertionKey, signedBy, since, until, List.of());
  }

  /// Whether client and keys still stand, as far as control goes, that of the node that signed its
  /// API token among them.
  public boolean stands(ControlState control) {
    return control.stands(id(), key().thumbprint(), since)
        && !control.nodeKeys().isWithdrawn(signedBy)
        && (assertionKey == null || control.stands(id(), assertionKey, since));
  }

  /// Refuses a client of another kind.
  ///
  /// @throws RefusedException with [Code#UNAUTHORIZED_CLIENT]
  public void require(ClientKind kind) throws RefusedException {
    if (client.kind() != kind) {
      throw new RefusedException(
          Code.UNAUTHORIZED_CLIENT, "this call is for a client of kind `" + kind.label() + "`");
    }
  }

  /// Refuses a caller without a scope.
  ///
  /// @throws RefusedException with [Code#INSUFFICIENT_SCOPE]
  public void require(String scope) throws RefusedException {
    if (!scopes.contains(scope)) {
      throw new RefusedException(
          Code.INSUFFICIENT_SCOPE, "this call needs the scope `" + scope + "`");
    }
  }
}
