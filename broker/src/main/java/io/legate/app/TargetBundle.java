package io.legate.app;

import io.legate.boundary.BoundaryLimits;
import io.legate.bundle.BundleFiles;
import io.legate.bundle.InvalidFilesException;
import io.legate.bundle.YamlBundles;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.policy.Bundle;
import io.legate.policy.InvalidBundleException;
import io.legate.review.ControlHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// The bundle that a command is about: a folder's, or the one that is in force.
final class TargetBundle {

  private TargetBundle() {}

  /// Reads a folder as the broker would, with boundaries as large as any configuration admits.
  ///
  /// @throws InvalidFilesException with everything that is wrong with it
  static Bundle in(Path folder, CommandSpec spec) throws InvalidFilesException {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "`" + folder + "` is not a folder");
    }
    return read(BundleFiles.read(folder));
  }

  /// Reads files likewise.
  static Bundle read(BundleFiles files) throws InvalidFilesException {
    return new YamlBundles(Broker.CONDITIONS, BoundaryLimits.DEFAULT).read(files).bundle();
  }

  /// Returns the folder's bundle, or without one what was published last.
  static Bundle of(@Nullable Path folder, Records records, CommandSpec spec)
      throws InvalidFilesException, LedgerUnavailableException {
    if (folder != null) {
      return in(folder, spec);
    }
    var published = new ControlHistory(records).newest().state().policy();
    if (published == null) {
      throw new ParameterException(
          spec.commandLine(), "no bundle was ever published there; name one with --bundle");
    }
    try {
      return Bundle.parse(published.bundle(), Broker.CONDITIONS, BoundaryLimits.DEFAULT);
    } catch (InvalidBundleException e) {
      throw new ParameterException(
          spec.commandLine(),
          "the bundle `" + published.hash() + "` is not understood by this version");
    }
  }
}
