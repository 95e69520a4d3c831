package io.legate.app;

import io.legate.keys.AuthorityException;
import io.legate.keys.CertificateNames;
import io.legate.keys.CertificateSummary;
import io.legate.keys.LocalAuthority;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `legate keys`: the local CA of a data folder.
@Command(name = "keys", description = "Issues and shows certificates of a data folder's local CA.")
final class KeysCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of: issue, show");
  }

  @Command(
      name = "issue",
      description =
          "Makes a key and a certificate for each NAME, good for 90 days on loopback and as"
              + " NAME.localhost: OUT/NAME.pem with the CA's below it, and OUT/NAME-key.pem"
              + " (PKCS#8, its owner's only).")
  int issue(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              defaultValue = "data",
              description = "The data folder. Default: ${DEFAULT-VALUE}.")
          Path data,
      @Option(names = "--out", paramLabel = "OUT", required = true, description = "Where to write.")
          Path out,
      @Parameters(
              paramLabel = "NAME",
              arity = "1..*",
              description = "Small letters, digits and `-`.")
          List<String> names)
      throws AuthorityException {
    for (String name : names) {
      if (!CertificateNames.isLabel(name)) {
        throw new ParameterException(
            spec.commandLine(), "`" + name + "` must be small letters, digits and `-`, at most 63");
      }
    }
    var authority = LocalAuthority.open(data, new CertificateNames(List.of()), Clock.systemUTC());
    for (String name : names) {
      var issued = authority.issue(name, out);
      out().println(issued.certificateFile());
    }
    return 0;
  }

  @Command(name = "show", description = "Shows the certificates of a data folder.")
  int show(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              defaultValue = "data",
              description = "The data folder. Default: ${DEFAULT-VALUE}.")
          Path data)
      throws AuthorityException {
    int shown = 0;
    for (String name : List.of("ca.pem", "server.pem")) {
      Path file = data.resolve(name);
      if (Files.exists(file)) {
        var summary = CertificateSummary.of(file);
        out()
            .println(
                "%s%n  %s%n  until %s%n  sha-256 %s"
                    .formatted(file, summary.subject(), summary.expiresAt(), summary.sha256()));
        shown++;
      }
    }
    if (shown == 0) {
      spec.commandLine().getErr().println("`" + data + "` holds no certificates");
    }
    return shown > 0 ? 0 : 1;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
