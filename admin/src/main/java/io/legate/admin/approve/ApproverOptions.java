package io.legate.admin.approve;

import io.legate.client.approver.Approver;
import io.legate.client.approver.ApproverConfig;
import io.legate.client.broker.BrokerAddress;
import io.legate.identity.ClientId;
import io.legate.jose.CryptoProviders;
import io.legate.jose.KeyFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// Which broker is meant, and who answers. May stand before or after the command.
final class ApproverOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--broker",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      defaultValue = "https://127.0.0.1:8443",
      description = "The broker's issuer identifier. Default: ${DEFAULT-VALUE}.")
  private URI issuer = URI.create("");

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      defaultValue = "data/ca.pem",
      description = "The certificates that the broker's must chain to. Default: ${DEFAULT-VALUE}.")
  private Path ca = Path.of("");

  @Option(
      names = "--client",
      paramLabel = "ID",
      scope = ScopeType.INHERIT,
      defaultValue = "approver",
      description = "The approver's client id. Default: ${DEFAULT-VALUE}.")
  private String client = "";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      defaultValue = "approver.jwk",
      description =
          "The approver's private key as a JWK, in a file that is its owner's only. It signs the"
              + " answers. Default: ${DEFAULT-VALUE}.")
  private Path key = Path.of("");

  /// Returns the approver, connected once it is used.
  ///
  /// @throws IOException if the key or the certificates cannot be read
  Approver connect() throws IOException {
    if (!ClientId.isWellFormed(client)) {
      throw new ParameterException(spec.commandLine(), "`" + client + "` is no client id");
    }
    BrokerAddress address;
    try {
      address = new BrokerAddress(issuer, ca);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--broker: " + e.getMessage());
    }
    if (!Files.isReadable(ca)) {
      throw new IOException("there are no certificates to read in `" + ca + "` (--ca)");
    }
    if (!Files.isReadable(key)) {
      throw new IOException("there is no key to read in `" + key + "` (--key)");
    }
    var signer = KeyFile.read(key, CryptoProviders.install());
    return Approver.connect(ApproverConfig.of(client, address, signer));
  }
}
