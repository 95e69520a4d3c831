package io.legate.audit;

import io.legate.ledger.LogHead;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.NoteKey.Kind;
import io.legate.tlog.NoteSigner;
import io.legate.tlog.SignedNote;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Signs committed heads of this node's log, each at most once with each key.
///
/// Every head that is asked for is signed with Ed25519; with ML-DSA-44, which is long and slow, at
/// most one a second beside those that must bear both. Safe for use from many threads.
final class HeadSigner {

  private static final Duration SLOW_PERIOD = Duration.ofSeconds(1);

  private final String origin;
  private final List<NoteSigner> signers;
  private final Clock clock;

  /// Guards what is below. Held while signing: whoever asks for the same head needs it as well.
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Signed last;
  private Instant slowAt = Instant.MIN;

  /// A signed head.
  record Signed(Checkpoint checkpoint, SignedNote note) {}

  HeadSigner(String origin, List<NoteSigner> signers, Clock clock) {
    this.origin = origin;
    this.signers = List.copyOf(signers);
    this.clock = clock;
  }

  /// Returns a signed head at or after this one, which must be committed.
  ///
  /// @param whole whether it must bear the signature of every key
  /// @throws IllegalStateException if the log has another head of a size that was signed
  Signed sign(LogHead head, boolean whole) {
    lock.lock();
    try {
      var checkpoint = new Checkpoint(origin, head.frontier().size(), head.frontier().root());
      Signed before = last;
      if (before != null && checkpoint.size().compareTo(before.checkpoint.size()) < 0) {
        // Another caller has come with a later head meanwhile.
        checkpoint = before.checkpoint;
      }
      if (before != null && checkpoint.size().equals(before.checkpoint.size())) {
        if (!checkpoint.equals(before.checkpoint)) {
          throw new IllegalStateException("the log has two heads of one size");
        }
        if (!whole || before.note.signatures().size() == signers.size()) {
          return before;
        }
      }
      Instant now = clock.instant();
      Signed signed = new Signed(checkpoint, checkpoint.signedBy(due(now, whole), now));
      last = signed;
      return signed;
    } finally {
      lock.unlock();
    }
  }

  private List<NoteSigner> due(Instant now, boolean whole) {
    boolean slow = whole || !now.isBefore(slowAt);
    var due = new ArrayList<NoteSigner>();
    for (NoteSigner signer : signers) {
      if (signer.key().kind() == Kind.ED25519 || slow) {
        due.add(signer);
      }
    }
    if (slow) {
      slowAt = now.plus(SLOW_PERIOD);
    }
    return due;
  }
}
