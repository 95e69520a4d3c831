package io.legate.app;

import io.legate.app.config.ClusterEntry;
import io.legate.crypto.Signer;
import io.legate.jose.CryptoProviders;
import io.legate.jose.NodeKeyFiles;
import io.legate.keys.AuthorityException;
import io.legate.keys.CertificateNames;
import io.legate.keys.CertificateSummary;
import io.legate.keys.ClusterAuthority;
import io.legate.keys.LocalAuthority;
import io.legate.keys.LogKeyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `legate keys`: the local CA and the cluster CA of a data folder, and its node's signing key.
@Command(
    name = "keys",
    description =
        "Issues and shows certificates of the local CA and the cluster CA of a folder, and makes"
            + " its node another signing key.")
final class KeysCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name one of: issue, node, rotate, rotate-log, show");
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

  @Command(
      name = "node",
      description =
          "Makes a key and a certificate by which the other brokers of a cluster know node N, good"
              + " for 90 days: OUT/node-N.pem with the cluster CA's below it, and"
              + " OUT/node-N-key.pem (PKCS#8, its owner's only). The CA is DIR/cluster-ca.pem, made"
              + " where there is none; its key is not needed to run a broker.")
  int node(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              defaultValue = "data",
              description = "The CA's folder. Default: ${DEFAULT-VALUE}.")
          Path data,
      @Option(names = "--out", paramLabel = "OUT", required = true, description = "Where to write.")
          Path out,
      @Option(
              names = "--node",
              paramLabel = "N",
              required = true,
              description = "Its number, 1 to 1023, as `cluster.node` has it.")
          int node,
      @Option(names = "--name", paramLabel = "HOST", description = "A DNS name of its host.")
          @Nullable List<String> names)
      throws AuthorityException {
    if (node < 1 || node > ClusterEntry.NODE_MAX) {
      throw new ParameterException(
          spec.commandLine(), "`" + node + "` must be from 1 to " + ClusterEntry.NODE_MAX);
    }
    var hosts = hosts(names == null ? List.of() : names);
    var issued = ClusterAuthority.open(data, Clock.systemUTC()).issue(node, hosts, out);
    out().println(issued.certificateFile());
    return 0;
  }

  @Command(
      name = "rotate",
      description = {
        "Makes the next signing key of the node whose folder this is. A running node publishes it"
            + " within seconds, signs with it after `signing_ahead`, and goes on publishing the one"
            + " before for as long as its tokens may last.",
        "With --now the key is replaced at once, and the one before is gone: for a node that is"
            + " stopped, whose key was withdrawn."
      })
  int rotate(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              defaultValue = "data",
              description = "The data folder. Default: ${DEFAULT-VALUE}.")
          Path data,
      @Option(names = "--now", description = "Replace the key at once.") boolean now)
      throws IOException {
    var providers = CryptoProviders.install();
    Signer made =
        now ? NodeKeyFiles.replace(data, providers) : NodeKeyFiles.makeNext(data, providers);
    if (made == null) {
      spec.commandLine().getErr().println("`" + data + "` has a next signing key already");
      return 1;
    }
    out().println(made.publicKey().thumbprint().value());
    return 0;
  }

  @Command(
      name = "rotate-log",
      description = {
        "Makes the next keys for the log of the node whose folder this is. Its next start signs"
            + " with them, after the keys before have vouched for them on the record; whoever pins"
            + " one of those follows."
      })
  int rotateLog(
      @Option(
              names = "--data",
              paramLabel = "DIR",
              defaultValue = "data",
              description = "The data folder. Default: ${DEFAULT-VALUE}.")
          Path data)
      throws IOException {
    if (!LogKeyFile.makeNext(data)) {
      spec.commandLine().getErr().println("`" + data + "` has next keys for its log already");
      return 1;
    }
    out().println("start the node again to sign its log with the new keys");
    return 0;
  }

  private CertificateNames hosts(List<String> names) {
    try {
      return new CertificateNames(names);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
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
    for (String name : List.of("ca.pem", "server.pem", "cluster-ca.pem")) {
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
