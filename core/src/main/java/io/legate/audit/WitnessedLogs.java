package io.legate.audit;

import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.control.ControlState;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.merkle.Hash;
import io.legate.merkle.TreeSize;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.NoteKey;
import io.legate.tlog.SignedNote;
import io.legate.tlog.TileTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The logs of all nodes, as witnesses see and leave them: the checkpoints that nodes keep, the
/// proofs that they grow, and what was cosigned.
///
/// Reads the ledger, so it blocks. Safe for use from many threads.
public final class WitnessedLogs {

  private final int node;
  private final Journals<ControlState> journals;
  private final LogTiles tiles;
  private final List<NoteKey> outside;

  WitnessedLogs(int node, Journals<ControlState> journals, LogTiles tiles, List<NoteKey> outside) {
    this.node = node;
    this.journals = journals;
    this.tiles = tiles;
    this.outside = outside;
  }

  /// Returns this node's number.
  int node() {
    return node;
  }

  /// Returns what every node has announced.
  List<LogKeysAnnounced> announced() {
    return List.copyOf(state().logKeys().values());
  }

  /// Returns the last checkpoint that a node has kept, or null.
  @Nullable SignedNote kept(int of) throws LedgerUnavailableException {
    try {
      String kept = journals.logs().checkpoint(of);
      return kept == null ? null : SignedNote.parse(kept);
    } catch (InvalidEvidenceException e) {
      throw new IllegalStateException("the checkpoint kept of node " + of + " is none", e);
    }
  }

  /// Returns the consistency proof between two sizes of a node's log, as the database has it.
  List<Hash> consistency(int of, TreeSize older, TreeSize newer) throws LedgerUnavailableException {
    return new TileTree<LedgerUnavailableException>(newer, tile -> tiles.read(of, tile))
        .consistency(older);
  }

  /// Keeps what a witness has cosigned of a node's log, in the place of what it has before.
  void keep(int of, String witness, SignedNote note) throws LedgerUnavailableException {
    journals.putCosigned(of, witness, note.format());
  }

  /// Returns what was cosigned last of a node's log, or null. Nothing is read where nobody is known
  /// who would.
  @Nullable Cosigned cosigned(int of) throws LedgerUnavailableException {
    var witnesses = new ArrayList<NoteKey>(of == node ? outside : List.of());
    var own = new ArrayList<NoteKey>();
    for (LogKeysAnnounced each : announced()) {
      if (each.node() == of) {
        each.keys().forEach(key -> own.add(parsed(key)));
      } else if (each.witness() != null) {
        witnesses.add(parsed(each.witness()));
      }
    }
    return witnesses.isEmpty() ? null : Cosigned.of(journals.logs().cosigned(of), own, witnesses);
  }

  private ControlState state() {
    return journals.control().current().state();
  }

  private static NoteKey parsed(String key) {
    try {
      return NoteKey.parse(key);
    } catch (InvalidEvidenceException e) {
      throw new IllegalStateException("an announced key is none", e);
    }
  }
}
