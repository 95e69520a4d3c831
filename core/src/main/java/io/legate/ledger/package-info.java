/// The record of everything that happens, and the only place where it becomes true.
///
/// Events stand in streams, one stream for each task and one for control; the state of anything is
/// the fold of its stream. [Ledger] is the port to a database, [Journals] the way in for use cases:
/// it folds, decides under a stream's lock, and releases an answer only when what it rests on is
/// committed. Each node's events also form one Merkle log (RFC 6962), whose root is committed with
/// them.
///
/// Several nodes may write to one database, each to a log of its own. [Logs] reads them all: what
/// people were asked by [EventPlace], what removes authority from a cursor of [LogSizes], never
/// skipping anything.
///
/// What an event means, and who may cause it, is left to the caller; so is signing roots.
@NullMarked
package io.legate.ledger;

import org.jspecify.annotations.NullMarked;
