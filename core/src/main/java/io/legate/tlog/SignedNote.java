package io.legate.tlog;

import io.legate.tlog.InvalidEvidenceException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A text with signatures under it (`c2sp.org/signed-note`). Nothing is said by the text before
/// [#verify] has returned.
///
/// @param text ends with a line end; no control characters beside line ends
/// @param signatures 1 to [#SIGNATURES_MAX], in the order of their lines
public record SignedNote(String text, List<NoteSignature> signatures) {

  /// The most signatures: sixteen must be accepted.
  public static final int SIGNATURES_MAX = 64;

  /// The longest note, in bytes: so many signatures of the largest kind fit.
  public static final int BYTES_MAX = 256 * 1024;

  public SignedNote {
    signatures = List.copyOf(signatures);
    if (!isText(text)) {
      throw new IllegalArgumentException("a note's text has lines, and no control characters");
    }
    if (signatures.isEmpty() || signatures.size() > SIGNATURES_MAX) {
      throw new IllegalArgumentException("a note has 1 to 64 signatures");
    }
  }

  /// Returns the same with one more signature.
  public SignedNote with(NoteSignature signature) {
    var more = new ArrayList<>(signatures);
    more.add(signature);
    return new SignedNote(text, more);
  }

  /// Returns the same text with the signatures of both, each once.
  public SignedNote and(SignedNote other) {
    var all = new ArrayList<>(signatures);
    for (NoteSignature each : other.signatures) {
      if (all.stream().noneMatch(each::isLike)) {
        all.add(each);
      }
    }
    return new SignedNote(text, all);
  }

  /// Returns the note as it is sent and kept.
  public String format() {
    var out = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> out.append(signature.line()).append('\n'));
    return out.toString();
  }

  /// Reads a note.
  ///
  /// @throws InvalidEvidenceException with [Reason#TOO_LARGE] or [Reason#MALFORMED_NOTE]
  public static SignedNote parse(byte[] bytes) throws InvalidEvidenceException {
    return parse(decode(bytes, BYTES_MAX, Reason.MALFORMED_NOTE));
  }

  /// Reads a note.
  ///
  /// @throws InvalidEvidenceException with [Reason#TOO_LARGE] or [Reason#MALFORMED_NOTE]
  public static SignedNote parse(String note) throws InvalidEvidenceException {
    if (note.length() > BYTES_MAX) {
      throw new InvalidEvidenceException(Reason.TOO_LARGE);
    }
    // The last empty line: a text may have empty lines of its own.
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n") || note.endsWith("\n\n")) {
      throw new InvalidEvidenceException(Reason.MALFORMED_NOTE);
    }
    String text = note.substring(0, blank + 1);
    String[] lines = note.substring(blank + 2, note.length() - 1).split("\n", -1);
    if (!isText(text) || lines.length > SIGNATURES_MAX) {
      throw new InvalidEvidenceException(Reason.MALFORMED_NOTE);
    }
    var signatures = new ArrayList<NoteSignature>(lines.length);
    for (String line : lines) {
      NoteSignature signature = NoteSignature.parse(line);
      if (signature == null) {
        throw new InvalidEvidenceException(Reason.MALFORMED_NOTE);
      }
      signatures.add(signature);
    }
    return new SignedNote(text, signatures);
  }

  /// Checks the signatures of every key that is trusted, and passes over all others.
  ///
  /// @return the keys that have signed, each once however often it did; never empty
  /// @throws InvalidEvidenceException with [Reason#UNKNOWN_SIGNER] if none has, or
  ///   [Reason#WRONG_SIGNATURE] if one of their signatures does not verify, whatever the others do
  public Set<NoteKey> verify(Collection<NoteKey> trusted) throws InvalidEvidenceException {
    var verified = new LinkedHashSet<NoteKey>();
    for (NoteSignature signature : signatures) {
      for (NoteKey key : trusted) {
        if (signature.isOf(key)) {
          if (!key.verifies(text, signature.signature())) {
            throw new InvalidEvidenceException(Reason.WRONG_SIGNATURE);
          }
          verified.add(key);
        }
      }
    }
    if (verified.isEmpty()) {
      throw new InvalidEvidenceException(Reason.UNKNOWN_SIGNER);
    }
    return verified;
  }

  /// Checks the signatures as [#verify] and reads the text, which the log itself must have signed:
  /// with a key of its own name. Who has signed beside it does not matter here.
  ///
  /// @throws InvalidEvidenceException as [#verify], or with [Reason#MALFORMED_CHECKPOINT]
  public Checkpoint checkpoint(Collection<NoteKey> trusted) throws InvalidEvidenceException {
    Set<NoteKey> signers = verify(trusted);
    Checkpoint checkpoint = Checkpoint.parse(text);
    if (signers.stream().noneMatch(key -> key.name().equals(checkpoint.origin()))) {
      throw new InvalidEvidenceException(Reason.UNKNOWN_SIGNER);
    }
    return checkpoint;
  }

  /// Returns the text of bytes that must be UTF-8.
  static String decode(byte[] bytes, int most, Reason otherwise) throws InvalidEvidenceException {
    if (bytes.length > most) {
      throw new InvalidEvidenceException(Reason.TOO_LARGE);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidEvidenceException(otherwise, e);
    }
  }

  private static boolean isText(String text) {
    return text.endsWith("\n") && text.chars().allMatch(c -> c >= ' ' || c == '\n');
  }
}
