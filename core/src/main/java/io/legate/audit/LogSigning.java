package io.legate.audit;

import io.legate.tlog.NoteSigner;
import java.util.List;

/// What this node signs its log with from now on, and what can vouch for a change of that.
///
/// @param signers one for each kind of key
/// @param before what was in the place of `signers` before
public record LogSigning(List<NoteSigner> signers, Before before) {

  public LogSigning {
    signers = List.copyOf(signers);
  }

  /// Keys that may be those announced last.
  @FunctionalInterface
  public interface Before {

    /// Returns them under the name that the log had.
    List<NoteSigner> named(String origin);
  }

  /// Returns keys before which there were no others.
  public static LogSigning of(List<NoteSigner> signers) {
    return new LogSigning(signers, _ -> List.of());
  }
}
