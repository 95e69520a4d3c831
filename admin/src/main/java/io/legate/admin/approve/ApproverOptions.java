package io.legate.admin.approve;

import io.legate.admin.BrokerLogin;
import io.legate.client.approver.Approver;
import io.legate.client.approver.ApproverConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    var login = BrokerLogin.of(spec, client, issuer, ca, key);
    return Approver.connect(new ApproverConfig(login.client(), login.address(), login.key()));
  }
}
