package io.legate.evidence;

import io.legate.json.Json;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.NoteKey;
import io.legate.tlog.Receipt;
import io.legate.tlog.SignedNote;
import io.legate.tlog.TileId;
import io.legate.tlog.TileTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One node's log as hashes, 32 bytes a record, and the receipts that follow from it and its
/// checkpoint.
///
/// The keys are those that the log announces itself. Whose they are is NOT known here: whoever
/// trusts a receipt has its key from somewhere else. Not safe for use from many threads.
public final class LogProofs {

  private final int node;
  private byte[] leaves = new byte[Hash.BYTES * 1024];
  private int size;
  private List<String> keys = List.of();
  private @Nullable Signed signed;
  private final Map<String, List<Hash>> tiles = new HashMap<>();

  /// What was signed.
  ///
  /// @param note with all signatures
  /// @param key the Ed25519 key, as `verify.py` takes it
  /// @param brief the same with that key's signature alone: those of the other kind are long, and
  ///   one checkpoint stands in every receipt
  public record Signed(SignedNote note, Checkpoint head, String key, SignedNote brief) {}

  public LogProofs(int node) {
    this.node = node;
  }

  /// Takes the hash of the next record.
  public void leaf(Hash hash) {
    if ((size + 1) * Hash.BYTES > leaves.length) {
      leaves = Arrays.copyOf(leaves, leaves.length * 2);
    }
    System.arraycopy(hash.bytes(), 0, leaves, size * Hash.BYTES, Hash.BYTES);
    size++;
  }

  /// Takes the announcement of a node's keys, of this node's or another's.
  public void announced(Json.Obj data) {
    Long of = Fields.number(data, "node");
    if (of != null && of == node) {
      keys = Fields.texts(data, "keys");
    }
  }

  /// Takes the checkpoint that is kept of the log, once all records were taken.
  ///
  /// @throws InvalidEvidenceException if it is none, or none of the announced keys has signed it
  public void checkpoint(String text) throws InvalidEvidenceException {
    var trusted = new ArrayList<NoteKey>();
    for (String key : keys) {
      trusted.add(NoteKey.parse(key));
    }
    SignedNote note = SignedNote.parse(text);
    Checkpoint head = note.checkpoint(trusted);
    for (NoteKey key : trusted) {
      var own = note.signatures().stream().filter(each -> each.keyId() == key.id()).toList();
      if (key.kind() == NoteKey.Kind.ED25519 && !own.isEmpty()) {
        signed = new Signed(note, head, key.text(), new SignedNote(note.text(), own));
        return;
      }
    }
    signed = new Signed(note, head, trusted.getFirst().text(), note);
  }

  /// Returns whose log it is.
  public int node() {
    return node;
  }

  /// Returns what was signed, or null where nothing is.
  public @Nullable Signed signed() {
    return signed;
  }

  /// Returns the receipt of a record, or null where the checkpoint does not reach so far.
  ///
  /// @param leaf the record's hash, computed from the record
  /// @throws InvalidEvidenceException if the log is not the one that was signed
  public @Nullable Receipt receipt(LeafIndex index, Hash leaf) throws InvalidEvidenceException {
    if (signed == null || signed.head.size().leaves() <= index.value()) {
      return null;
    }
    var tree = new TileTree<RuntimeException>(signed.head.size(), this::tile);
    var receipt = new Receipt(index, tree.inclusion(index), signed.brief);
    receipt.requireLeadsTo(signed.head, leaf);
    return receipt;
  }

  private List<Hash> tile(TileId tile) {
    if (tile.level() == 0) {
      var hashes = new ArrayList<Hash>(tile.width());
      for (int i = 0; i < tile.width(); i++) {
        hashes.add(leafAt(tile.index() * TileId.WIDTH + i));
      }
      return hashes;
    }
    List<Hash> known = tiles.get(tile.path());
    if (known == null) {
      known = new ArrayList<>(tile.width());
      for (int i = 0; i < tile.width(); i++) {
        var below = new TileId(tile.level() - 1, tile.index() * TileId.WIDTH + i, TileId.WIDTH);
        known.add(Frontier.empty().plus(tile(below)).root());
      }
      tiles.put(tile.path(), known);
    }
    return known;
  }

  /// A log that is shorter than its checkpoint has nothing there, and so does not lead to it.
  private Hash leafAt(long index) {
    if (index >= size) {
      return Hash.of(new byte[Hash.BYTES]);
    }
    int from = (int) index * Hash.BYTES;
    return Hash.of(Arrays.copyOfRange(leaves, from, from + Hash.BYTES));
  }
}
