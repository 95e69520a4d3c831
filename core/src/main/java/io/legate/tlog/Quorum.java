package io.legate.tlog;

import io.legate.tlog.InvalidEvidenceException.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The witnesses that somebody trusts, and how many of them must have cosigned
/// (`c2sp.org/tlog-cosignature`).
///
/// @param witnesses their keys
/// @param wanted how many different ones
public record Quorum(List<NoteKey> witnesses, int wanted) {

  /// Nobody is asked for.
  public static final Quorum NONE = new Quorum(List.of(), 0);

  public Quorum {
    witnesses = List.copyOf(witnesses);
    if (wanted < 0) {
      throw new IllegalArgumentException("a quorum is not negative");
    }
  }

  /// Returns how many different witnesses have cosigned a note. One counts once, however often it
  /// has signed and with however many keys, and so does one key under several names. The log itself
  /// is none.
  ///
  /// @throws InvalidEvidenceException with [Reason#WRONG_SIGNATURE] if one of their signatures does
  ///   not verify
  public int count(SignedNote note) throws InvalidEvidenceException {
    Set<NoteKey> signers;
    try {
      signers = note.verify(witnesses);
    } catch (InvalidEvidenceException e) {
      if (e.reason() == Reason.UNKNOWN_SIGNER) {
        return 0;
      }
      throw e;
    }
    String origin = note.text().substring(0, note.text().indexOf('\n'));
    var names = new HashSet<String>();
    var keys = new HashSet<String>();
    for (NoteKey signer : signers) {
      if (signer.isCosigner() && !signer.name().equals(origin)) {
        names.add(signer.name());
        keys.add(signer.material());
      }
    }
    return Math.min(names.size(), keys.size());
  }

  /// Refuses a note that too few have cosigned.
  ///
  /// @throws InvalidEvidenceException with [Reason#TOO_FEW_WITNESSES], or as [#count]
  public void require(SignedNote note) throws InvalidEvidenceException {
    if (wanted > 0 && count(note) < wanted) {
      throw new InvalidEvidenceException(Reason.TOO_FEW_WITNESSES);
    }
  }
}
