package io.legate.ledger;

import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the records say, apart from that they are there: their bodies can be looked through and
/// removed, while every hash, chain and proof stays.
///
/// That a removal is on the record first is left to the caller ([RemovedBodies]). *Durability:*
/// once [#remove] has returned, no read and no dump finds what it removed, nor after a crash.
/// *Concurrency:* appends and reads go on beside all of it but [#scrub]. Methods block.
///
/// Every method throws [LedgerUnavailableException] when the database gives no answer.
public interface Bodies {

  /// The most records of one [#remove].
  int REMOVED_MAX = 1_024;

  /// The kind of the control event that a subject was erased: no snapshot of control from before it
  /// is kept any more.
  int SUBJECT_ERASED_KIND = 118;

  /// Finds the records of a log whose bodies hold these bytes.
  ///
  /// @param text not empty
  /// @param from the leaf index of the first record to look at
  /// @param leaves how many to look at
  List<Mention> mentions(byte[] text, int node, LeafIndex from, int leaves)
      throws LedgerUnavailableException;

  /// Returns every record of a stream, in order, without its body.
  List<Rest> records(StreamId stream) throws LedgerUnavailableException;

  /// Returns the oldest streams that still have the body of their first record, but for control and
  /// for those that say what was removed; by rising id, which is about by time.
  ///
  /// @param after the stream before the first wanted, null for the first of all
  /// @param max the most to return, at least 1
  List<Oldest> oldest(@Nullable StreamId after, int max) throws LedgerUnavailableException;

  /// Removes the bodies of these records, what is kept beside them, and the snapshots of their
  /// streams. Those that are removed already are passed over.
  ///
  /// @param records at most [#REMOVED_MAX]
  void remove(List<RecordId> records) throws LedgerUnavailableException;

  /// Overwrites what removed bodies have left behind in files that this process can reach, as far
  /// as that can be done while others work.
  ///
  /// @return whether nothing is left in the files of the ledger itself
  /// @throws LedgerUnavailableException also where somebody else reads an old state for too long
  boolean scrub() throws LedgerUnavailableException;

  /// Gives the right to remove, which one process of one node has at a time; null while another has
  /// it.
  @Nullable Alone tryAlone() throws LedgerUnavailableException;

  /// The right to remove, until it is closed.
  interface Alone extends AutoCloseable {
    @Override
    void close();
  }

  /// Names a record.
  record RecordId(StreamId stream, long seq) {}

  /// A record whose body holds what was looked for.
  record Mention(RecordId record, LeafIndex leaf, int kind) {}

  /// What stays of a record whatever is removed.
  ///
  /// @param kept whether its body is still there
  record Rest(
      RecordId id, int node, LeafIndex leaf, Instant at, int kind, Hash hash, boolean kept) {}

  /// A stream by its first record.
  ///
  /// @param kind of the first record
  /// @param at when that was decided
  record Oldest(StreamId stream, int kind, Instant at) {}
}
