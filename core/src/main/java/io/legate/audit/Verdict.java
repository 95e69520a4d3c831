package io.legate.audit;

import io.legate.ledger.LogHead;
import io.legate.merkle.TreeSize;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.NoteKey;
import io.legate.tlog.Quorum;
import io.legate.tlog.SignedNote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What became of an examined log.
///
/// @param records how many were read
/// @param signed how many of them the largest checkpoint that holds covers; 0 where there is none
/// @param removed how many of those read have no body, by right where the log holds
/// @param held the checkpoints that hold
/// @param finding the first thing that is wrong; null if the log holds
public record Verdict(
    long records, long signed, long removed, List<SignedNote> held, @Nullable Finding finding) {

  public Verdict {
    held = List.copyOf(held);
  }

  /// A verdict on a log of which nothing was removed, without a checkpoint.
  public Verdict(long records, long signed, @Nullable Finding finding) {
    this(records, signed, 0, List.of(), finding);
  }

  /// A checkpoint to be held against a log.
  ///
  /// @param whence where it comes from, for people
  public record Shown(String whence, String note) {}

  /// Returns the sizes at which checkpoints need a root. One that cannot be read is refused when it
  /// is verified.
  public static List<TreeSize> sizes(Collection<Shown> notes) {
    var sizes = new ArrayList<TreeSize>();
    for (Shown note : notes) {
      int end = note.note().indexOf("\n\n");
      try {
        sizes.add(Checkpoint.parse(note.note().substring(0, Math.max(0, end) + 1)).size());
      } catch (InvalidEvidenceException e) {
        // Later.
      }
    }
    return sizes;
  }

  /// Returns what witnesses have left of a log, to be held against it: of one checkpoint the
  /// cosignatures of all of them.
  public static List<Shown> cosigned(List<String> kept) {
    var merged = new LinkedHashMap<String, String>();
    for (String each : kept) {
      try {
        SignedNote note = SignedNote.parse(each);
        String before = merged.get(note.text());
        merged.put(
            note.text(), before == null ? each : note.and(SignedNote.parse(before)).format());
      } catch (InvalidEvidenceException e) {
        merged.put(each, each);
      }
    }
    return merged.values().stream()
        .map(note -> new Shown("a checkpoint that was cosigned", note))
        .toList();
  }

  /// Returns how many records the largest checkpoint covers that holds and that enough witnesses
  /// have cosigned; 0 where there is none.
  public long witnessed(Quorum quorum) {
    long most = 0;
    for (SignedNote note : held) {
      try {
        quorum.require(note);
        most = Math.max(most, Checkpoint.parse(note.text()).size().leaves());
      } catch (InvalidEvidenceException e) {
        // Not enough have.
      }
    }
    return most;
  }

  /// Returns whether the log holds.
  public boolean holds() {
    return finding == null;
  }

  /// Holds what was examined against the head beside it and against checkpoints.
  ///
  /// Without `pinned` keys those are believed that the node itself has announced first in its log:
  /// that shows that the log is what its node has signed, and not which node that is. Either way
  /// other keys are believed from where the log announces them, if those before vouch for them.
  ///
  /// @param head where the log says to end; null where nothing says so
  /// @param pinned the keys that are trusted, whatever the log announces; none for the announced
  public static Verdict of(
      LogExamination log, @Nullable LogHead head, List<Shown> notes, List<NoteKey> pinned) {
    Finding dropped = log.dropped();
    if (dropped != null) {
      log.found(dropped);
    }
    KeyTrust trust = KeyTrust.of(log.announced(), pinned);
    Finding found = log.finding() == null ? trust.finding() : log.finding();
    if (found == null && head != null) {
      found = held(log, head);
    }
    long signed = 0;
    var holding = new ArrayList<SignedNote>();
    for (Shown shown : notes) {
      try {
        Checkpoint checkpoint = verified(log, shown, pinned);
        found = found == null ? held(log, shown, checkpoint) : found;
        if (found == null) {
          signed = Math.max(signed, checkpoint.size().leaves());
          holding.add(SignedNote.parse(shown.note));
        }
      } catch (InvalidEvidenceException e) {
        found = found == null ? refused(shown, e) : found;
      }
    }
    if (found == null && signed == 0 && log.next() > 0 && !pinned.isEmpty()) {
      // Whoever names a key wants to know that it has signed, not that nothing contradicts it.
      found = Finding.of(Lie.WRONG_KEY, "no checkpoint by a trusted key covers any of its records");
    }
    return new Verdict(log.next(), signed, log.removed(), holding, found);
  }

  private static @Nullable Finding held(LogExamination log, LogHead head) {
    long size = head.frontier().size().leaves();
    if (size > log.next()) {
      return Finding.at(log.next(), Lie.TRUNCATED, "the log says to have " + size);
    }
    if (size < log.next()) {
      return Finding.at(size, Lie.INSERTED, "the log says to have " + size);
    }
    return head.frontier().root().equals(log.root())
        ? null
        : Finding.of(Lie.CHANGED, "the records lead to another root than the log's head has");
  }

  private static @Nullable Finding held(LogExamination log, Shown shown, Checkpoint checkpoint) {
    long size = checkpoint.size().leaves();
    if (size > log.next()) {
      return Finding.at(log.next(), Lie.TRUNCATED, shown.whence + " covers " + size);
    }
    return Objects.equals(checkpoint.root(), log.root(checkpoint.size()))
        ? null
        : Finding.of(
            Lie.FORKED,
            "the first %s records are not those under %s".formatted(size, shown.whence));
  }

  private static Finding refused(Shown shown, InvalidEvidenceException e) {
    return switch (e.reason()) {
      case UNKNOWN_SIGNER, OTHER_LOG, TOO_FEW_WITNESSES ->
          Finding.of(Lie.WRONG_KEY, "of " + shown.whence + ": " + e.getMessage());
      case TOO_LARGE,
          MALFORMED_NOTE,
          MALFORMED_KEY,
          MALFORMED_CHECKPOINT,
          MALFORMED_RECEIPT,
          MALFORMED_TILE,
          WRONG_SIGNATURE,
          NOT_INCLUDED ->
          Finding.of(Lie.CHANGED, "of " + shown.whence + ": " + e.getMessage());
    };
  }

  static Checkpoint verified(LogExamination log, Shown shown, List<NoteKey> pinned)
      throws InvalidEvidenceException {
    SignedNote note = SignedNote.parse(shown.note);
    long size = Checkpoint.parse(note.text()).size().leaves();
    return note.checkpoint(KeyTrust.of(log.announced(), pinned).at(size));
  }
}
