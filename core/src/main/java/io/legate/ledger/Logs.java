package io.legate.ledger;

import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The logs of all nodes that write to one database, as any of them reads them.
///
/// *Consistency:* each method sees everything committed before it was called. Of one log a reader
/// that goes on from where it ended skips nothing. What order events of different logs were
/// committed in is not known.
public interface Logs {

  /// The kind of event that is looked for across streams: that people were asked.
  int LISTED_KIND = 13;

  /// What [#removals] returns, as a condition on a column `kind` that every database reads alike: a
  /// task's events that contain, revoke, suspend, resume, end or stop, and all control events.
  String REMOVAL_KINDS = "(kind BETWEEN 7 AND 12 OR kind BETWEEN 100 AND 199)";

  /// Returns whether an event of this kind is among [#removals].
  static boolean isRemoval(int kind) {
    return (kind >= 7 && kind <= 12) || (kind >= 100 && kind <= 199);
  }

  /// Returns the end of every log that was ever opened, by node.
  List<LogHead> logHeads() throws LedgerUnavailableException;

  /// Returns events of a node's log in order.
  ///
  /// @param from the leaf index of the first wanted
  /// @param max the most to return, at least 1
  List<StoredEvent> log(int node, LeafIndex from, int max) throws LedgerUnavailableException;

  /// Returns leaf hashes of a node's log in order, and nothing else of the events.
  ///
  /// @param from the leaf index of the first wanted
  /// @param max the most to return, at least 1
  List<Hash> leafHashes(int node, LeafIndex from, int max) throws LedgerUnavailableException;

  /// Returns the last checkpoint that a node has kept beside its log, or null where it has kept
  /// none.
  @Nullable String checkpoint(int node) throws LedgerUnavailableException;

  /// Returns the checkpoints of a node's log that were cosigned, the last of each witness.
  List<String> cosigned(int node) throws LedgerUnavailableException;

  /// Returns events of [#LISTED_KIND] of all logs, the newest first: by falling [EventPlace]. Found
  /// without looking at the others.
  ///
  /// @param before the place before which all wanted stand, null for the newest
  /// @param max the most to return, at least 1
  List<StoredEvent> listed(@Nullable EventPlace before, int max) throws LedgerUnavailableException;

  /// Returns events that remove or restore authority, of all logs, from where a reader has got to.
  /// Found without looking at the others, and with the logs' ends of the same moment.
  ///
  /// @param after what was looked at before
  /// @param max the most to return of each log, at least 1
  Removals removals(LogSizes after, int max) throws LedgerUnavailableException;
}
