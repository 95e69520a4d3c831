package io.legate.task;

import io.legate.fold.Remembered;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.RequestId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// What a task remembers so that nothing counts twice.
///
/// All of it is forgotten by the stream's own time, the same that judges whether a proof is fresh:
/// what is forgotten here is refused as too old there.
///
/// @param proofs replay keys of spent proofs
/// @param operations answered requests of each client that has a share, by the digest of caller,
///   hop, method and request id
/// @param statements redeemed statements, by the hash of their signing input
public record Memory(
    Remembered<String, Boolean> proofs,
    PMap<ClientId, Remembered<String, Operation>> operations,
    Remembered<String, HopId> statements) {

  /// Nothing yet.
  public static final Memory EMPTY =
      new Memory(Remembered.empty(), HashTreePMap.empty(), Remembered.empty());

  /// How long a spent proof is remembered: one may be dated ten seconds ahead and is accepted for
  /// sixty after its date; a second more, because instants are kept to the millisecond.
  public static final Duration PROOF_KEPT = Duration.ofSeconds(71);

  /// An answered request.
  ///
  /// @param seq the event that holds the answer
  /// @param digest of what was asked, by which another question under the same id is told
  public record Operation(long seq, String digest) {}

  /// Returns whether a proof was spent and could still be accepted.
  public boolean isSpent(String proofKey, Instant at) {
    return proofs.get(proofKey, at) != null;
  }

  /// Returns the answer to a request id, or null where there is none any more.
  ///
  /// @param sharer the client whose share it is in
  public @Nullable Operation operation(ClientId sharer, String op, Instant at) {
    return share(sharer).get(op, at);
  }

  /// Returns whether `max` or more request ids are remembered of a client.
  public boolean isFull(ClientId sharer, int max, Instant at) {
    return share(sharer).isFull(max, at);
  }

  /// Returns how many request ids are held of all clients, of which some may have passed.
  public int operationsAtMost() {
    int held = 0;
    for (var share : operations.values()) {
      held += share.sizeAtMost();
    }
    return held;
  }

  private Remembered<String, Operation> share(ClientId sharer) {
    return operations.getOrDefault(sharer, Remembered.empty());
  }

  Memory withProof(String proofKey, Instant at) {
    return new Memory(proofs.with(proofKey, true, at.plus(PROOF_KEPT), at), operations, statements);
  }

  Memory withOperation(ClientId sharer, String op, Operation operation, Instant at) {
    var share = share(sharer).with(op, operation, at.plus(RequestId.KEPT), at);
    return new Memory(proofs, operations.plus(sharer, share), statements);
  }

  Memory withStatement(String hash, HopId hop, Instant until, Instant at) {
    return new Memory(proofs, operations, statements.with(hash, hop, until, at));
  }
}
