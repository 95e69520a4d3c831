package io.legate.admin;

import io.legate.client.broker.BrokerAddress;
import io.legate.crypto.Signer;
import io.legate.identity.ClientId;
import io.legate.jose.CryptoProviders;
import io.legate.jose.KeyFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Which broker a command is about and who asks, as its options say.
public record BrokerLogin(ClientId client, BrokerAddress address, Signer key) {

  /// Reads what the options `--client`, `--broker`, `--ca` and `--key` name.
  ///
  /// @throws ParameterException if an option is not well-formed
  /// @throws IOException if the key or the certificates cannot be read
  public static BrokerLogin of(CommandSpec spec, String client, URI issuer, Path ca, Path key)
      throws IOException {
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
    return new BrokerLogin(
        new ClientId(client), address, KeyFile.read(key, CryptoProviders.install()));
  }
}
