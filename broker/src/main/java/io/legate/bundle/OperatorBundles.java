package io.legate.bundle;

import io.legate.caller.Caller;
import io.legate.identity.RequestId;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.PolicyPublishing;
import java.util.List;
import java.util.Map;

/// Publishes the bundles that operators send.
///
/// @param hasFolder whether a folder is configured, which then is the only place to change policy:
///   two masters would undo each other's changes
public record OperatorBundles(YamlBundles bundles, PolicyPublishing publishing, boolean hasFolder) {

  /// What came of it.
  public sealed interface Outcome {
    /// It is in force.
    ///
    /// @param seq the control sequence number from which on it holds
    record Published(long seq, String hash) implements Outcome {}

    /// It is not, and nothing has changed.
    record Refused(List<BundleProblem> problems) implements Outcome {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /// Publishes files.
  ///
  /// @throws RefusedException if the caller may not, or a folder is configured
  public Outcome publish(Caller caller, RequestId request, Map<String, byte[]> files)
      throws RefusedException {
    if (hasFolder) {
      throw new RefusedException(
          Code.POLICY_FROM_FOLDER, "policy is what the configured folder says: change it there");
    }
    try {
      var bundle = bundles.read(BundleFiles.of(files)).bundle();
      long seq = publishing.publish(caller, request, bundle);
      return new Outcome.Published(seq, bundle.policy().hash());
    } catch (InvalidFilesException e) {
      return new Outcome.Refused(e.problems());
    }
  }
}
