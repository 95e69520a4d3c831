package io.legate.audit;

import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteSignature;
import io.legate.tlog.SignedNote;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checkpoints of one log that witnesses have cosigned, each as each of them has kept it, put
/// together to one note.
///
/// @param note the checkpoint that most have cosigned of late, with all their signatures
/// @param at when the last of them did, in seconds since the epoch, as they say
record Cosigned(SignedNote note, long at) {

  /// How much older than the newest a cosignature may be to be waited with for others.
  private static final Duration TOGETHER = Duration.ofSeconds(10);

  /// Returns what is put together, or null where nothing there is any good: a signature that does
  /// not verify would make the whole note worthless.
  ///
  /// @param logKeys what the log is signed with
  /// @param witnesses every key of a witness that is known here
  static @Nullable Cosigned of(
      List<String> kept, Collection<NoteKey> logKeys, Collection<NoteKey> witnesses) {
    Map<String, Cosigned> byText = new LinkedHashMap<>();
    long newest = 0;
    for (String each : kept) {
      Cosigned one = one(each, logKeys, witnesses);
      if (one != null) {
        newest = Math.max(newest, one.at);
        byText.merge(one.note.text(), one, Cosigned::and);
      }
    }
    Cosigned best = null;
    for (Cosigned each : byText.values()) {
      boolean recent = each.at + TOGETHER.toSeconds() >= newest;
      if (recent && (best == null || each.isBetterThan(best))) {
        best = each;
      }
    }
    return best;
  }

  private static @Nullable Cosigned one(
      String kept, Collection<NoteKey> logKeys, Collection<NoteKey> witnesses) {
    try {
      SignedNote note = SignedNote.parse(kept);
      note.checkpoint(logKeys);
      var known = new ArrayList<NoteSignature>();
      long at = 0;
      for (NoteSignature signature : note.signatures()) {
        for (NoteKey witness : witnesses) {
          if (signature.isOf(witness)) {
            at = ByteBuffer.wrap(signature.signature()).getLong();
            known.add(signature);
          }
        }
        for (NoteKey own : logKeys) {
          if (signature.isOf(own)) {
            known.add(signature);
          }
        }
      }
      note.verify(witnesses);
      return new Cosigned(new SignedNote(note.text(), known), at);
    } catch (InvalidEvidenceException | RuntimeException e) {
      return null;
    }
  }

  private Cosigned and(Cosigned other) {
    return new Cosigned(note.and(other.note), Math.max(at, other.at));
  }

  private boolean isBetterThan(Cosigned other) {
    int more = Integer.compare(note.signatures().size(), other.note.signatures().size());
    return more > 0 || (more == 0 && at >= other.at);
  }
}
