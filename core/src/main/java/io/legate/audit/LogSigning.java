package io.legate.audit;

import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteSigner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What this node signs its log with from now on, and what can vouch for a change of that.
///
/// @param signers one for each kind of key
/// @param before what was in the place of `signers` before
/// @param witness what this node cosigns other nodes' checkpoints with; null where it does not
/// @param outside what witnesses that are none of our nodes cosign this node's with
public record LogSigning(
    List<NoteSigner> signers, Before before, @Nullable NoteKey witness, List<NoteKey> outside) {

  public LogSigning {
    signers = List.copyOf(signers);
    outside = List.copyOf(outside);
  }

  /// Keys that may be those announced last.
  @FunctionalInterface
  public interface Before {

    /// Returns them under the name that the log had.
    List<NoteSigner> named(String origin);
  }

  /// Returns keys before which there were no others.
  public static LogSigning of(List<NoteSigner> signers) {
    return new LogSigning(signers, _ -> List.of(), null, List.of());
  }

  /// Returns the same with witnesses.
  public LogSigning witnessed(NoteKey own, List<NoteKey> outside) {
    return new LogSigning(signers, before, own, outside);
  }
}
