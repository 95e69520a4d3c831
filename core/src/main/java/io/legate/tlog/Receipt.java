package io.legate.tlog;

import io.legate.merkle.Hash;
import io.legate.merkle.InvalidProofException;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.Proofs;
import io.legate.tlog.InvalidEvidenceException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// A proof that a record stands in a log, to be checked by anyone at any time
/// (`c2sp.org/tlog-proof@v1`). The record itself is kept beside it.
///
/// Ours have no `extra` line, and one that has is refused: nothing would vouch for it.
///
/// @param index where the record stands
/// @param path inclusion proof, from the leaf's sibling upwards
/// @param checkpoint the log's head that the proof leads to, signed
public record Receipt(LeafIndex index, List<Hash> path, SignedNote checkpoint) {

  private static final String FIRST = "c2sp.org/tlog-proof@v1";
  private static final Pattern INDEX = Pattern.compile("index (0|[1-9][0-9]{0,17})");

  /// The longest path: no tree is higher.
  private static final int PATH_MAX = 63;

  private static final int BYTES_MAX = SignedNote.BYTES_MAX + 8 * 1024;

  public Receipt {
    path = List.copyOf(path);
    if (path.size() > PATH_MAX) {
      throw new IllegalArgumentException("no tree is so high");
    }
  }

  /// Returns the receipt as it is sent and kept.
  public String format() {
    var out = new StringBuilder(FIRST).append("\nindex ").append(index.value()).append('\n');
    path.forEach(hash -> out.append(Base64Text.encode(hash.bytes())).append('\n'));
    return out.append('\n').append(checkpoint.format()).toString();
  }

  /// Reads a receipt. This does NOT check it.
  ///
  /// @throws InvalidEvidenceException with [Reason#TOO_LARGE], [Reason#MALFORMED_RECEIPT] or
  ///   [Reason#MALFORMED_NOTE]
  public static Receipt parse(byte[] bytes) throws InvalidEvidenceException {
    String receipt = SignedNote.decode(bytes, BYTES_MAX, Reason.MALFORMED_RECEIPT);
    int blank = receipt.indexOf("\n\n");
    if (blank < 0) {
      throw new InvalidEvidenceException(Reason.MALFORMED_RECEIPT);
    }
    List<String> lines = Arrays.asList(receipt.substring(0, blank).split("\n", -1));
    if (lines.size() < 2 || lines.size() > PATH_MAX + 2 || !lines.getFirst().equals(FIRST)) {
      throw new InvalidEvidenceException(Reason.MALFORMED_RECEIPT);
    }
    var match = INDEX.matcher(lines.get(1));
    if (!match.matches()) {
      throw new InvalidEvidenceException(Reason.MALFORMED_RECEIPT);
    }
    var path = new ArrayList<Hash>(lines.size() - 2);
    for (String line : lines.subList(2, lines.size())) {
      byte[] hash = Base64Text.decode(line);
      if (hash == null || hash.length != Hash.BYTES) {
        throw new InvalidEvidenceException(Reason.MALFORMED_RECEIPT);
      }
      path.add(Hash.of(hash));
    }
    var index = new LeafIndex(Long.parseLong(match.group(1)));
    return new Receipt(index, path, SignedNote.parse(receipt.substring(blank + 2)));
  }

  /// Checks that a log with one of the trusted keys has signed a tree in which `leaf` stands at
  /// this index.
  ///
  /// This does NOT check what the record says, nor that the log shows the same tree to everyone.
  ///
  /// @param leaf RFC 6962 leaf hash of the record
  /// @return the checkpoint
  /// @throws InvalidEvidenceException as [SignedNote#checkpoint], or with [Reason#OTHER_LOG] or
  ///   [Reason#NOT_INCLUDED]
  public Checkpoint verify(Hash leaf, String origin, Collection<NoteKey> trusted)
      throws InvalidEvidenceException {
    Checkpoint head = checkpoint.checkpoint(trusted);
    if (!head.origin().equals(origin)) {
      throw new InvalidEvidenceException(Reason.OTHER_LOG);
    }
    requireLeadsTo(head, leaf);
    return head;
  }

  /// Checks that the proof leads from `leaf` to the root of `head`. This does NOT check that the
  /// head is the one in the receipt, or signed by anyone.
  ///
  /// @throws InvalidEvidenceException with [Reason#NOT_INCLUDED]
  public void requireLeadsTo(Checkpoint head, Hash leaf) throws InvalidEvidenceException {
    try {
      Proofs.verifyInclusion(index, head.size(), leaf, path, head.root());
    } catch (InvalidProofException e) {
      throw new InvalidEvidenceException(Reason.NOT_INCLUDED, e);
    }
  }
}
