package io.legate.app.audit;

import io.legate.audit.KeptLog;
import io.legate.audit.Verdict.Shown;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.SignedNote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checkpoints from elsewhere, each for the log of a ledger that it is of.
///
/// Which log that is, is what the checkpoint kept beside a log says. One that is of none of them is
/// for every log, so that it is held against something and found wanting: none is passed over.
final class GivenCheckpoints {

  private final Map<String, Integer> nodes = new HashMap<>();
  private final List<Shown> notes;

  GivenCheckpoints(List<KeptLog> logs, List<Shown> notes) throws LedgerUnavailableException {
    this.notes = List.copyOf(notes);
    for (KeptLog log : logs) {
      String kept = log.checkpoint();
      String origin = kept == null ? null : origin(kept);
      if (origin != null) {
        nodes.putIfAbsent(origin, log.node());
      }
    }
  }

  /// Returns those that a log must stand up to.
  List<Shown> of(KeptLog log) {
    return notes.stream().filter(note -> isOf(note, log.node())).toList();
  }

  private boolean isOf(Shown note, int node) {
    String origin = origin(note.note());
    Integer known = origin == null ? null : nodes.get(origin);
    return known == null || known == node;
  }

  /// What it says to be of. This does NOT check a signature.
  private static @Nullable String origin(String note) {
    try {
      return Checkpoint.parse(SignedNote.parse(note).text()).origin();
    } catch (InvalidEvidenceException e) {
      return null;
    }
  }
}
