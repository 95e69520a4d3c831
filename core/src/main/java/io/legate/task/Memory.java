package io.legate.task;

import io.legate.fold.Remembered;
import io.legate.identity.HopId;
import io.legate.identity.RequestId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a task remembers so that nothing counts twice.
///
/// All of it is forgotten by the stream's own time, the same that judges whether a proof is fresh:
/// what is forgotten here is refused as too old there.
///
/// @param proofs replay keys of spent proofs
/// @param operations answered requests, by the digest of caller, hop, method and request id
/// @param statements redeemed statements, by the hash of their signing input
public record Memory(
    Remembered<String, Boolean> proofs,
    Remembered<String, Operation> operations,
    Remembered<String, HopId> statements) {

  /// Nothing yet.
  public static final Memory EMPTY =
      new Memory(Remembered.empty(), Remembered.empty(), Remembered.empty());

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
  public @Nullable Operation operation(String op, Instant at) {
    return operations.get(op, at);
  }

  Memory withProof(String proofKey, Instant at) {
    return new Memory(proofs.with(proofKey, true, at.plus(PROOF_KEPT), at), operations, statements);
  }

  Memory withOperation(String op, long seq, String digest, Instant at) {
    var operation = new Operation(seq, digest);
    return new Memory(
        proofs, operations.with(op, operation, at.plus(RequestId.KEPT), at), statements);
  }

  Memory withStatement(String hash, HopId hop, Instant until, Instant at) {
    return new Memory(proofs, operations, statements.with(hash, hop, until, at));
  }
}
