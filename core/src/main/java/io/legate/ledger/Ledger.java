package io.legate.ledger;

import io.legate.merkle.LeafIndex;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The database that holds every event.
///
/// *Consistency:* appends are linearizable, and a read that starts after an append returned sees
/// it. A list is a prefix of the truth: no event of a stream or a log is ever skipped.
/// *Durability:* once [#append] says so, a batch survives the end of the process and of the
/// machine. *Concurrency:* safe for use from many threads; each log has one writer, and a second
/// one with the same node is fenced by its term. Methods block: call them from virtual threads or
/// from threads of your own, never from an event loop.
///
/// Every method throws [LedgerUnavailableException] when the database gives no answer.
public interface Ledger extends Logs {

  /// Commits the batch whole, or refuses it and writes nothing.
  ///
  /// Checked in this order: the log's term and size, the clock, the control sequence, every `once`
  /// key, every predecessor. The first check that fails is the answer, with all its losers.
  ///
  /// @return what became of it; [AppendResult.Already] if exactly this batch was the last committed
  /// @throws OutcomeUnknownException if it may or may not be committed; send the same batch again
  /// @throws LedgerUnavailableException if it is known not to be committed, such as on a full disk
  AppendResult append(Batch batch) throws OutcomeUnknownException, LedgerUnavailableException;

  /// Returns events of a stream in order.
  ///
  /// @param after the sequence number before the first wanted: 0 for all
  /// @param max the most to return, at least 1
  List<StoredEvent> stream(StreamId stream, long after, int max) throws LedgerUnavailableException;

  /// Returns one event, or null where there is none.
  @Nullable StoredEvent event(StreamId stream, long seq) throws LedgerUnavailableException;

  /// Returns whether other nodes may append to the same streams. Then what a node has in memory is
  /// told to nobody before [#heads] has shown that it is the newest.
  boolean isShared();

  /// Returns where a stream, control and this node's log end, at one moment after the call began.
  Heads heads(StreamId stream) throws LedgerUnavailableException;

  /// Lets no other node append until what is returned is closed: for who lost to others again and
  /// again. Whoever asks waits for those who asked before.
  ///
  /// A courtesy, on which nothing may rest: it ends by itself a second after it was given, so that
  /// a node which is paused or gone holds nobody up.
  ///
  /// @throws LedgerUnavailableException if it is not to be had in time
  Precedence precede() throws LedgerUnavailableException;

  /// The right to append before others, until it is closed.
  interface Precedence extends AutoCloseable {
    @Override
    void close();
  }

  /// Finds out whether an append would be taken now, with all that one does but events: reaches the
  /// disk, and the replica where there is one.
  ///
  /// @param now the writer's clock
  /// @throws LedgerUnavailableException if nothing can be written
  Trial tryAppend(Instant now) throws LedgerUnavailableException;

  /// What an append would meet.
  enum Trial {
    /// It would be taken.
    TAKEN,
    /// The log has another term: see [AppendResult.Fenced].
    FENCED,
    /// The clocks differ: see [AppendResult.ClockSkew].
    CLOCK_SKEW
  }

  /// Returns the end of a stream, or null where it has not begun.
  @Nullable StreamHead head(StreamId stream) throws LedgerUnavailableException;

  /// Returns events of this node's own log in order.
  ///
  /// @param from the leaf index of the first wanted
  /// @param max the most to return, at least 1
  List<StoredEvent> log(LeafIndex from, int max) throws LedgerUnavailableException;

  /// Returns the end of this node's log, with the term that this opening was given.
  LogHead logHead() throws LedgerUnavailableException;

  /// Returns the sequence number of the last control event, 0 where there is none.
  long controlSeq() throws LedgerUnavailableException;

  /// Returns whether a key was claimed and by whom, or null where it was not.
  @Nullable Claim claim(int bucket, byte[] key) throws LedgerUnavailableException;

  /// Drops every bucket below `bucket` but [OnceKey#FOR_EVER], and but those that are too young by
  /// the ledger's own clock ([OnceKey#floorAt]). From then on a claim in a dropped bucket counts as
  /// taken, so that forgetting never lets a key be used again.
  void dropOnceBefore(int bucket) throws LedgerUnavailableException;

  /// Keeps a checkpoint beside this node's own log, replacing an older one, for whoever asks
  /// another node or reads the data later. What it says is the caller's affair.
  void putCheckpoint(String note) throws LedgerUnavailableException;

  /// Keeps a checkpoint of any node's log as a witness has cosigned it, replacing an older one of
  /// that witness.
  void putCosigned(int of, String witness, String note) throws LedgerUnavailableException;

  /// Keeps a snapshot of a stream's fold, replacing an older one.
  ///
  /// A snapshot only saves time: it may be lost, and is used only if `hash` is still the hash of
  /// the event at `seq`. Returns without waiting for the disk. None is kept of a stream that has
  /// lost the body of that event, nor one of control from before a subject was erased.
  void putSnapshot(Snapshot snapshot) throws LedgerUnavailableException;

  /// Erases what is kept beside the events of a stream, for good, and nothing else: every hash and
  /// every body stays. Survives as an append does once it has returned. A stream that has no
  /// secret, or is not there, is left as it is.
  ///
  /// What copies of the database hold, and what a fold in memory holds until it is read anew, is
  /// NOT erased.
  void eraseSecrets(StreamId stream) throws LedgerUnavailableException;

  /// Returns what the records say, to be looked through and removed.
  Bodies bodies();

  /// Returns the last snapshot kept of a stream, or null.
  @Nullable Snapshot snapshot(StreamId stream) throws LedgerUnavailableException;

  /// A key that was claimed.
  ///
  /// @param owner by whom, null if the key was for single use
  record Claim(byte @Nullable [] owner) {}
}
