package io.legate.tlog;

import io.legate.merkle.Hash;
import io.legate.merkle.TreeSize;
import io.legate.tlog.InvalidEvidenceException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The head of a log at one size, as it is signed (`tlog-checkpoint`).
///
/// Three lines and no more: extension lines are refused, because not every signature covers them.
///
/// @param origin which log: the address it is served under, without scheme
public record Checkpoint(String origin, TreeSize size, Hash root) {

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

  /// The label of [#cosigned], with its terminator.
  private static final byte[] LABEL = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);

  public Checkpoint {
    NoteKey.requireName(origin);
  }

  /// Returns the text that is signed.
  public String text() {
    return origin + "\n" + size.leaves() + "\n" + Base64Text.encode(root.bytes()) + "\n";
  }

  /// Reads the text of a note. This does NOT check a signature.
  ///
  /// @throws InvalidEvidenceException with [Reason#MALFORMED_CHECKPOINT]
  public static Checkpoint parse(String text) throws InvalidEvidenceException {
    String[] lines = text.split("\n", -1);
    if (lines.length != 4 || !lines[3].isEmpty() || !NoteKey.isName(lines[0])) {
      throw new InvalidEvidenceException(Reason.MALFORMED_CHECKPOINT);
    }
    byte[] root = Base64Text.decode(lines[2]);
    if (root == null || root.length != Hash.BYTES || !NUMBER.matcher(lines[1]).matches()) {
      throw new InvalidEvidenceException(Reason.MALFORMED_CHECKPOINT);
    }
    return new Checkpoint(lines[0], new TreeSize(Long.parseLong(lines[1])), Hash.of(root));
  }

  /// Returns the note with a signature of each of `signers`.
  public SignedNote signedBy(List<? extends NoteSigner> signers, Instant at) {
    var signatures = new ArrayList<NoteSignature>();
    for (NoteSigner signer : signers) {
      signatures.add(signature(signer, at));
    }
    return new SignedNote(text(), signatures);
  }

  /// Returns the signature of one signer.
  public NoteSignature signature(NoteSigner signer, Instant at) {
    NoteKey key = signer.key();
    return new NoteSignature(key.name(), key.id(), signer.sign(this, at));
  }

  /// Returns what an Ed25519 cosignature covers: two lines and the text.
  ///
  /// @param time in seconds since the epoch
  public byte[] cosignedText(long time) {
    return cosignedText(text(), time);
  }

  static byte[] cosignedText(String text, long time) {
    return ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  /// Returns what an ML-DSA-44 signature covers: the `cosigned_message` of `tlog-cosignature`.
  ///
  /// @param signer the name of its key
  /// @param time in seconds since the epoch
  public byte[] cosigned(String signer, long time) {
    byte[] name = signer.getBytes(StandardCharsets.UTF_8);
    byte[] log = origin.getBytes(StandardCharsets.UTF_8);
    if (name.length > 255 || log.length > 255) {
      throw new IllegalArgumentException("a name that is cosigned has at most 255 bytes");
    }
    return ByteBuffer.allocate(
            LABEL.length + 2 + name.length + log.length + 3 * Long.BYTES + Hash.BYTES)
        .put(LABEL)
        .put((byte) name.length)
        .put(name)
        .putLong(time)
        .put((byte) log.length)
        .put(log)
        .putLong(0)
        .putLong(size.leaves())
        .put(root.bytes())
        .array();
  }
}
