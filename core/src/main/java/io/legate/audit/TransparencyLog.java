package io.legate.audit;

import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.control.ControlState;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogHead;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.TreeSize;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Drafts;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.KeySuccession;
import io.legate.tlog.NoteKey;
import io.legate.tlog.Receipt;
import io.legate.tlog.SignedNote;
import io.legate.tlog.TileId;
import io.legate.tlog.TileTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The logs of all nodes on one ledger, as they are shown to outsiders.
///
/// Reads the ledger, so it blocks: not for event loops, nor for the path of a decision. Safe for
/// use from many threads.
public final class TransparencyLog {

  /// How old a cosigned checkpoint may be to be shown in the place of one that nobody has cosigned
  /// yet.
  private static final Duration COSIGNED_AGE_MAX = Duration.ofSeconds(10);

  private final String issuer;
  private final int node;
  private final Journals<ControlState> journals;
  private final LogSigning signing;
  private final Clock clock;
  private final HeadSigner heads;
  private final LogTiles tiles;
  private final WitnessedLogs witnesses;

  /// @param issuer our issuer identifier, an `https` origin
  /// @param node this node's number
  /// @param signing this node's keys for its log, named as [#origin] names it
  public TransparencyLog(
      String issuer, int node, Journals<ControlState> journals, LogSigning signing, Clock clock) {
    this.issuer = issuer;
    this.node = node;
    this.journals = journals;
    this.signing = signing;
    this.clock = clock;
    this.heads = new HeadSigner(origin(issuer, node), signing.signers(), clock);
    this.tiles = new LogTiles(journals.logs());
    this.witnesses = new WitnessedLogs(node, journals, tiles, signing.outside());
  }

  /// Returns this node's number.
  public int node() {
    return node;
  }

  /// Returns what a node's log is called: where it is served, without scheme.
  public static String origin(String issuer, int node) {
    return issuer.substring(issuer.indexOf("://") + 3) + "/log/" + node;
  }

  /// Returns what a node is called as a witness of the others.
  public static String witness(String issuer, int node) {
    return issuer.substring(issuer.indexOf("://") + 3) + "/witness/" + node;
  }

  /// Returns what the log of a node is called here.
  public String origin(int of) {
    return origin(issuer, of);
  }

  /// Puts this node's keys for its log on the record, unless they are those announced last: so that
  /// a key is known before it signs, and a change of keys is known for ever. Where the keys before
  /// are at hand they vouch for the new ones.
  ///
  /// @throws LedgerUnavailableException if they cannot be recorded
  public void announce() throws LedgerUnavailableException {
    var keys = signing.signers().stream().map(signer -> signer.key().text()).toList();
    try {
      journals
          .control()
          .<Boolean, RuntimeException>decide(
              turn -> {
                var before = turn.state().logKeys().get(node);
                String vouched = before == null ? null : vouched(before, keys);
                var announced = new LogKeysAnnounced(node, origin(node), keys, witness(), vouched);
                if (before == null || !before.isLike(announced)) {
                  turn.append(Drafts.of(announced, List.of()));
                }
                return true;
              });
    } catch (OnceTakenException e) {
      throw new IllegalStateException("an announcement claims no key", e);
    }
  }

  private @Nullable String witness() {
    NoteKey witness = signing.witness();
    return witness == null ? null : witness.text();
  }

  private @Nullable String vouched(LogKeysAnnounced before, List<String> keys) {
    var vouching =
        signing.before().named(before.origin()).stream()
            .filter(signer -> before.keys().contains(signer.key().text()))
            .toList();
    return vouching.isEmpty()
        ? null
        : KeySuccession.vouch(origin(node), keys, vouching, clock.instant());
  }

  /// Returns a new checkpoint of a node's log: the one that witnesses have cosigned last, as long
  /// as that is at most [#COSIGNED_AGE_MAX] behind, and else the newest there is, of this node's
  /// own a new one, of another's the last that it kept.
  ///
  /// @throws RefusedException with [Code#NOT_FOUND] or [Code#TEMPORARILY_UNAVAILABLE]
  public SignedNote checkpoint(int of) throws RefusedException {
    Cosigned cosigned = cosigned(of);
    if (cosigned != null && isRecent(cosigned)) {
      return cosigned.note();
    }
    SignedNote note = newest(of);
    if (note == null) {
      throw notFound();
    }
    return note;
  }

  /// One that has not grown since is as good as new.
  private boolean isRecent(Cosigned cosigned) throws RefusedException {
    Instant at = Instant.ofEpochSecond(cosigned.at());
    return clock.instant().isBefore(at.plus(COSIGNED_AGE_MAX))
        || head(cosigned.note()).size().equals(journals.head().frontier().size());
  }

  private @Nullable Cosigned cosigned(int of) throws RefusedException {
    try {
      return witnesses.cosigned(of);
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  private @Nullable SignedNote newest(int of) throws RefusedException {
    if (of == node) {
      return heads.sign(journals.head(), false).note();
    }
    try {
      return witnesses.kept(of);
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  /// Returns what witnesses work on.
  public WitnessedLogs witnesses() {
    return witnesses;
  }

  /// The cosigned one where it reaches far enough.
  private @Nullable SignedNote covering(int of, LeafIndex index) throws RefusedException {
    Cosigned cosigned = cosigned(of);
    return cosigned != null && head(cosigned.note()).size().leaves() > index.value()
        ? cosigned.note()
        : newest(of);
  }

  /// Signs the newest head and keeps it beside the log, where other nodes find it and whoever reads
  /// the data later.
  ///
  /// @return how far it reaches
  public TreeSize keepCheckpoint() throws LedgerUnavailableException {
    var signed = heads.sign(journals.head(), true);
    journals.putCheckpoint(signed.note().format());
    return signed.checkpoint().size();
  }

  /// Returns how much of this node's log is committed.
  public TreeSize size() {
    return journals.head().frontier().size();
  }

  /// Returns the hashes of a tile of a node's log.
  ///
  /// @throws RefusedException with [Code#NOT_FOUND] if the committed log has no such tile, or
  ///   [Code#TEMPORARILY_UNAVAILABLE]
  public List<Hash> tile(int of, TileId tile) throws RefusedException {
    try {
      if (!tile.isIn(committed(of))) {
        throw notFound();
      }
      return tiles.read(of, tile);
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  /// Returns how much of a node's log is committed: nothing of one that there is not.
  ///
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE]
  public TreeSize size(int of) throws RefusedException {
    try {
      return committed(of);
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  /// Returns committed records of a node's log in order, whole.
  ///
  /// @param from the leaf index of the first wanted
  /// @param count how many; the log has them
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE]
  public List<StoredEvent> records(int of, LeafIndex from, int count) throws RefusedException {
    try {
      var records = journals.logs().log(of, from, count);
      if (records.size() != count) {
        throw new IllegalStateException("the log of node " + of + " lacks records");
      }
      return records;
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  private TreeSize committed(int of) throws LedgerUnavailableException {
    if (of == node) {
      return size();
    }
    for (LogHead head : journals.logs().logHeads()) {
      if (head.node() == of) {
        return head.frontier().size();
      }
    }
    return new TreeSize(0);
  }

  /// Returns the receipt of a committed record.
  ///
  /// @param leaf its hash, which the proof is checked against before anyone gets it
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE], also where another node has
  ///   recorded it and has not signed so far yet
  public Receipt receipt(int of, LeafIndex index, Hash leaf) throws RefusedException {
    SignedNote note = covering(of, index);
    Checkpoint head = note == null ? null : head(note);
    if (note == null || head == null || head.size().leaves() <= index.value()) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE, "its log is not signed so far yet; ask again");
    }
    try {
      var tree = new TileTree<LedgerUnavailableException>(head.size(), it -> tiles.read(of, it));
      var receipt = new Receipt(index, tree.inclusion(index), note);
      receipt.requireLeadsTo(head, leaf);
      return receipt;
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    } catch (InvalidEvidenceException e) {
      throw new IllegalStateException("the log of node " + of + " is not what was signed", e);
    }
  }

  private static Checkpoint head(SignedNote note) {
    try {
      return Checkpoint.parse(note.text());
    } catch (InvalidEvidenceException e) {
      throw new IllegalStateException("what a node has signed is no checkpoint", e);
    }
  }

  private static RefusedException notFound() {
    return new RefusedException(Code.NOT_FOUND, "there is nothing here");
  }

  static RefusedException unavailable() {
    return new RefusedException(
        Code.TEMPORARILY_UNAVAILABLE, "the ledger gives no answer; ask again");
  }
}
