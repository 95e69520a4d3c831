package io.legate.audit;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.tlog.NoteKey;
import io.legate.tlog.SignedNote;
import java.io.IOException;

/// A witness that is none of our nodes (`c2sp.org/tlog-witness`). Port of [Cosigning].
///
/// Blocks. One thread at a time.
public interface OutsideWitness {

  /// Returns the key that it cosigns with.
  NoteKey key();

  /// Returns its name, which is its key's.
  default String name() {
    return key().name();
  }

  /// Returns the note with the witness's signature below its others, verified.
  ///
  /// @param growth proves that the log grew out of what the witness has seen last
  /// @throws IOException if it does not cosign, or cannot be reached
  SignedNote cosign(SignedNote note, Witness.Growth growth)
      throws LedgerUnavailableException, IOException;
}
