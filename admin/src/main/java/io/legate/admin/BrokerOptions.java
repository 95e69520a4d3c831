package io.legate.admin;

import io.legate.client.broker.BrokerConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// Which broker is meant, and who asks. May stand before or after the command.
final class BrokerOptions {

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
      defaultValue = "operator",
      description = "The operator's client id. Default: ${DEFAULT-VALUE}.")
  private String client = "";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      defaultValue = "operator.jwk",
      description =
          "The operator's private key as a JWK, in a file that is its owner's only. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path key = Path.of("");

  /// Returns a connection to the broker, authenticated as the operator once it is used.
  ///
  /// @throws IOException if the key or the certificates cannot be read
  BrokerConnection connect() throws IOException {
    var login = BrokerLogin.of(spec, client, issuer, ca, key);
    var identity = new BrokerConnection.Identity(login.client(), login.key(), login.key(), "");
    return BrokerConnection.open(login.address(), identity, InstantSource.system());
  }
}
