package io.legate.audit;

import io.legate.audit.RefusedCosignature.Reason;
import io.legate.audit.WitnessMemory.Seen;
import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.merkle.Hash;
import io.legate.merkle.InvalidProofException;
import io.legate.merkle.Proofs;
import io.legate.merkle.TreeSize;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.KeySuccession;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteSigner;
import io.legate.tlog.SignedNote;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cosigns checkpoints of other nodes' logs (`c2sp.org/tlog-cosignature`), and never of two
/// histories: each must contain the one cosigned before, which is remembered where the log's node
/// cannot reach it.
///
/// The first checkpoint of a log is believed. What is remembered is kept before a signature leaves.
/// Not safe for use from many threads.
public final class Witness {

  private final NoteSigner signer;
  private final WitnessMemory memory;
  private final Clock clock;

  /// @param signer with a key for cosignatures, and for nothing else
  public Witness(NoteSigner signer, WitnessMemory memory, Clock clock) {
    this.signer = signer;
    this.memory = memory;
    this.clock = clock;
  }

  /// Returns its name.
  public String name() {
    return signer.key().name();
  }

  /// Proves that a tree grew out of a smaller one. It may lie.
  @FunctionalInterface
  public interface Growth {

    /// Returns the consistency proof of RFC 6962 section 2.1.2.
    List<Hash> proof(TreeSize older, TreeSize newer) throws LedgerUnavailableException;
  }

  /// Returns the note with this witness's signature below its others.
  ///
  /// @param announced what the node says that its log is signed with
  /// @throws RefusedCosignature if it is not what must follow
  /// @throws IOException if what was seen cannot be read or kept; nothing is signed
  public SignedNote cosign(int node, SignedNote note, LogKeysAnnounced announced, Growth growth)
      throws RefusedCosignature, LedgerUnavailableException, IOException {
    Seen last = memory.last(node);
    Checkpoint shown = verified(node, note, announced, last);
    if (last != null) {
      requireGrown(node, last, shown, growth);
    }
    if (last == null || last.size().compareTo(shown.size()) < 0 || !isKnown(last, announced)) {
      memory.keep(node, new Seen(shown.origin(), shown.size(), shown.root(), announced.keys()));
    }
    return note.with(shown.signature(signer, clock.instant()));
  }

  private static boolean isKnown(Seen last, LogKeysAnnounced announced) {
    return last.keys().equals(announced.keys());
  }

  private static Checkpoint verified(
      int node, SignedNote note, LogKeysAnnounced announced, @Nullable Seen last)
      throws RefusedCosignature {
    try {
      List<NoteKey> keys = parsed(announced.keys());
      if (last != null && !isKnown(last, announced)) {
        keys =
            KeySuccession.follow(
                announced.origin(), keys, announced.vouched(), parsed(last.keys()));
        if (keys.isEmpty()) {
          throw new RefusedCosignature(node, Reason.WRONG_KEY);
        }
      }
      return note.checkpoint(keys);
    } catch (InvalidEvidenceException e) {
      throw new RefusedCosignature(node, Reason.NOT_SIGNED);
    }
  }

  private static List<NoteKey> parsed(List<String> texts) throws InvalidEvidenceException {
    var keys = new ArrayList<NoteKey>();
    for (String text : texts) {
      keys.add(NoteKey.parse(text));
    }
    return keys;
  }

  private static void requireGrown(int node, Seen last, Checkpoint shown, Growth growth)
      throws RefusedCosignature, LedgerUnavailableException {
    int compared = last.size().compareTo(shown.size());
    if (compared > 0) {
      throw new RefusedCosignature(node, Reason.WENT_BACK);
    }
    if (compared == 0) {
      if (!last.root().equals(shown.root())) {
        throw new RefusedCosignature(node, Reason.FORKED);
      }
      return;
    }
    if (last.size().leaves() == 0) {
      return;
    }
    try {
      Proofs.verifyConsistency(
          last.size(),
          shown.size(),
          last.root(),
          shown.root(),
          growth.proof(last.size(), shown.size()));
    } catch (InvalidProofException e) {
      throw new RefusedCosignature(node, Reason.FORKED);
    }
  }
}
