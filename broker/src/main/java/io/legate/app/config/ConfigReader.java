package io.legate.app.config;

import io.legate.app.config.LegateConfig.Development;
import io.legate.app.config.LegateConfig.Listen;
import io.legate.app.config.LegateConfig.Signing;
import io.legate.app.config.LegateConfig.Tls;
import io.legate.app.config.LegateConfig.WitnessEntry;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.dpop.HttpUri;
import io.legate.keys.CertificateNames;
import io.legate.yaml.YamlNode;
import io.legate.yaml.YamlReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `legate.yaml`.
public final class ConfigReader {

  private static final int BYTES_MAX = 16 * 1024 * 1024;

  /// Longer than verifiers commonly keep a key set for: five to ten minutes.
  private static final Duration SIGNING_AHEAD = Duration.ofMinutes(15);

  private static final Duration SIGNING_AHEAD_MAX = Duration.ofDays(7);

  private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Path folder;

  private ConfigReader(Path folder) {
    this.folder = folder;
  }

  /// Returns what the file says. Paths in it are relative to its folder.
  ///
  /// @throws InvalidConfigException if it cannot be read, or with everything that is wrong with it
  public static LegateConfig read(Path file) throws InvalidConfigException {
    String text;
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw InvalidConfigException.about("", "is over " + BYTES_MAX + " bytes");
      }
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw InvalidConfigException.about("", "`" + file + "` is not UTF-8");
    } catch (IOException e) {
      throw InvalidConfigException.about("", "`" + file + "` cannot be read: " + e.getMessage());
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    return parse(text, folder == null ? Path.of("/") : folder);
  }

  /// Returns what the text says; an empty one says every default.
  ///
  /// @param folder what paths in it are relative to
  /// @throws InvalidConfigException with everything that is wrong with it
  public static LegateConfig parse(String text, Path folder) throws InvalidConfigException {
    var reader = new ConfigReader(folder);
    var document = YamlReader.read(text);
    document.faults().stream()
        .map(fault -> new ConfigProblem(fault.line(), "", fault.message()))
        .forEach(reader.problems::add);
    if (!reader.problems.isEmpty()) {
      // What was misread would be told again in other words.
      throw new InvalidConfigException(reader.problems);
    }
    var config = reader.config(document.root());
    if (!reader.problems.isEmpty()) {
      throw new InvalidConfigException(reader.problems);
    }
    return config;
  }

  private LegateConfig config(YamlNode.Members root) {
    var section = new Section("", root, problems);
    var issuer = issuer(section);
    var clients = ClientEntries.read(section, problems);
    var ledger = LedgerEntry.read(section, folder);
    var config =
        new LegateConfig(
            issuer,
            listen(section),
            folder.resolve(section.text("data", "data")).normalize(),
            ledger,
            ClusterEntry.read(section, ledger, folder),
            signing(section),
            clients.entries(),
            ProviderEntries.read(section, issuer, folder),
            clients.pairs(section.section("pairs")),
            policy(section),
            Limits.read(section.section("limits")),
            witnesses(section),
            tls(section.section("tls")),
            development(section.section("development")));
    section.refuseUnknown();
    return config;
  }

  private static @Nullable String issuer(Section section) {
    String issuer = section.textOrNull("issuer");
    if (issuer != null && !isOrigin(issuer)) {
      section.problem(
          "issuer", "must be an https origin in normal form, such as `https://broker.example`");
    }
    return issuer;
  }

  private static boolean isOrigin(String text) {
    return text.startsWith("https://") && (text + "/").equals(HttpUri.normalised(text));
  }

  private static Listen listen(Section section) {
    String text = section.textOrNull("listen");
    if (text == null) {
      return Listen.DEFAULT;
    }
    Listen listen = Listen.parse(text);
    if (listen != null) {
      return listen;
    }
    section.problem("listen", "must be a host and a port, such as `127.0.0.1:8443`");
    return Listen.DEFAULT;
  }

  /// Its files are read when the broker starts, and whenever they change.
  private @Nullable Path policy(Section section) {
    String path = section.textOrNull("policy");
    return path == null ? null : folder.resolve(path).normalize();
  }

  private static Signing signing(Section section) {
    return new Signing(
        algorithm(section), section.duration("signing_ahead", SIGNING_AHEAD, SIGNING_AHEAD_MAX));
  }

  private static SignatureAlgorithm algorithm(Section section) {
    return switch (section.text("signing", "ES256")) {
      case "ES256" -> SignatureAlgorithm.ES256;
      case "EdDSA" -> SignatureAlgorithm.EDDSA;
      default -> {
        section.problem("signing", "must be `ES256` or `EdDSA`");
        yield SignatureAlgorithm.ES256;
      }
    };
  }

  private static List<WitnessEntry> witnesses(Section section) {
    var witnesses = new ArrayList<WitnessEntry>();
    for (Section each : section.sections("witnesses")) {
      String url = each.requiredText("url");
      String key = each.requiredText("key");
      if (!url.startsWith("https://") || url.endsWith("/") || !isUri(url)) {
        each.problem("url", "must be an https address without a slash at its end");
      } else {
        witnesses.add(new WitnessEntry(URI.create(url), key));
      }
      each.refuseUnknown();
    }
    return witnesses;
  }

  private static boolean isUri(String text) {
    try {
      return URI.create(text).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Tls tls(Section section) {
    String certificate = section.textOrNull("certificate");
    String key = section.textOrNull("key");
    if ((certificate == null) != (key == null)) {
      section.problem(certificate == null ? "key" : "certificate", "needs the other too");
    }
    var versions = section.texts("versions");
    boolean noneNamed = section.has("versions") && versions.isEmpty();
    if (noneNamed || !TLS_VERSIONS.containsAll(versions)) {
      section.problem("versions", "must name `TLSv1.3`, `TLSv1.2` or both");
    }
    var names = section.texts("names");
    try {
      var _ = new CertificateNames(names);
    } catch (IllegalArgumentException e) {
      section.problem("names", String.valueOf(e.getMessage()));
    }
    section.refuseUnknown();
    return new Tls(
        certificate == null ? null : folder.resolve(certificate),
        key == null ? null : folder.resolve(key),
        names,
        versions.isEmpty() ? Tls.VERSIONS : versions);
  }

  private static Development development(Section section) {
    var development = new Development(section.flag("reflection", false));
    section.refuseUnknown();
    return development;
  }
}
