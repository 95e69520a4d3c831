package io.legate.tlog;

import java.time.Instant;

/// Signs checkpoints with one private key, which it never shows. Safe for use from many threads.
public interface NoteSigner {

  /// Returns the public half.
  NoteKey key();

  /// Returns the signature of a checkpoint, as the kind of its key says.
  ///
  /// Whoever asks makes sure that the checkpoint is of a committed head: a log that has signed two
  /// that are not consistent is a liar for ever.
  ///
  /// @param at what the signature says of its time, where its kind has one
  byte[] sign(Checkpoint checkpoint, Instant at);
}
