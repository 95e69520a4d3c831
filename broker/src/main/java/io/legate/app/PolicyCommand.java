package io.legate.app;

import io.legate.boundary.BoundaryLimits;
import io.legate.bundle.BundleFiles;
import io.legate.bundle.InvalidFilesException;
import io.legate.bundle.YamlBundles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `legate policy`: what can be known of a bundle without a broker.
@Command(name = "policy", description = "Checks and tries policy bundles.")
final class PolicyCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of: check");
  }

  @Command(
      name = "check",
      description =
          "Reads the bundle in DIR as the broker would, its `tests` too, and prints every problem"
              + " with file, line and place. Where there is none, prints the hash that tokens and"
              + " records will name.")
  int check(
      @Parameters(paramLabel = "DIR", description = "The folder of the `*.yaml` files.")
          Path folder) {
    requireFolder(folder);
    try {
      var read = bundles().read(BundleFiles.read(folder));
      out().println(read.bundle().policy().hash());
      return 0;
    } catch (InvalidFilesException e) {
      e.problems().forEach(out()::println);
      spec.commandLine().getErr().println(count(e.problems().size(), "problem"));
      return 1;
    }
  }

  private void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "`" + folder + "` is not a folder");
    }
  }

  /// Boundaries as large as any configuration admits: a stricter one is the broker's own affair.
  private static YamlBundles bundles() {
    return new YamlBundles(Broker.CONDITIONS, BoundaryLimits.DEFAULT);
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
