package io.legate.app;

import io.legate.app.config.ConfigProblem;
import io.legate.app.config.LegateConfig;
import io.legate.app.config.LegateConfig.ProviderEntry;
import io.legate.idp.Whereabouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What `legate server` refuses to start with: defaults and files that are fine on one person's
/// machine and unsafe anywhere else.
final class ProductionRules {

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private ProductionRules() {}

  /// Returns every rule that the configuration, or a file it names, breaks.
  static List<ConfigProblem> violations(LegateConfig config) {
    var found = new ArrayList<ConfigProblem>();
    var issuer = config.issuer();
    if (issuer == null) {
      found.add(about("issuer", "is required: tokens name it for as long as they live"));
    } else if (isLoopback(URI.create(issuer).getHost()) && !isLoopback(config.listen().host())) {
      found.add(about("issuer", "is a loopback address, but `listen` is open to other machines"));
    }
    if (config.listen().port() == 0) {
      found.add(about("listen", "needs a fixed port"));
    }
    if (config.clients().isEmpty()) {
      found.add(about("clients", "names nobody, so that every call would be refused"));
    }
    if (config.development().reflection()) {
      found.add(about("development.reflection", "tells every caller what there is to call"));
    }
    var certificate = config.tls().certificate();
    var key = config.tls().key();
    if (certificate == null || key == null) {
      found.add(
          about("tls", "`certificate` and `key` are required: the local CA is for one machine"));
    } else {
      requireFile(found, "tls.certificate", certificate);
      if (requireFile(found, "tls.key", key)) {
        requireClosed(found, "tls.key", key);
      }
    }
    for (var provider : config.providers()) {
      requireTls(found, provider);
    }
    var peers = config.cluster().peers();
    if (peers != null) {
      requireFile(found, "cluster.ca", peers.authority());
      requireFile(found, "cluster.certificate", peers.certificate());
      if (requireFile(found, "cluster.key", peers.key())) {
        requireClosed(found, "cluster.key", peers.key());
      }
    }
    var password = config.ledger().passwordFile();
    if (password != null && requireFile(found, "ledger.password_file", password)) {
      requireClosed(found, "ledger.password_file", password);
    }
    if (Files.exists(config.data())) {
      requireClosed(found, "data", config.data());
    }
    return found;
  }

  /// What comes in the clear may be anybody's, on one machine too.
  private static void requireTls(List<ConfigProblem> found, ProviderEntry provider) {
    boolean clear =
        switch (provider.whereabouts()) {
          case Whereabouts.Discovered() -> provider.issuer().startsWith("http:");
          case Whereabouts.Named(var jwks) -> "http".equals(jwks.getScheme());
          case null -> false;
        };
    if (clear) {
      found.add(
          about("identity_providers", "the keys of `" + provider.alias() + "` come without TLS"));
    }
  }

  private static boolean requireFile(List<ConfigProblem> found, String path, Path file) {
    boolean readable = Files.isRegularFile(file) && Files.isReadable(file);
    if (!readable) {
      found.add(about(path, "`" + file + "` cannot be read"));
    }
    return readable;
  }

  private static void requireClosed(List<ConfigProblem> found, String path, Path file) {
    try {
      var permissions = EnumSet.noneOf(PosixFilePermission.class);
      permissions.addAll(Files.getPosixFilePermissions(file));
      permissions.retainAll(OTHERS);
      if (!permissions.isEmpty()) {
        found.add(about(path, "`" + file + "` is open to others than its owner"));
      }
    } catch (IOException e) {
      found.add(about(path, "`" + file + "` cannot be looked at: " + e.getMessage()));
    }
  }

  /// A name that does not resolve is none of this machine's alone.
  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static ConfigProblem about(String path, String message) {
    return new ConfigProblem(0, path, message);
  }
}
