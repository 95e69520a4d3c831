package io.legate.admin;

import io.legate.client.broker.BrokerException;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.ListSigningKeysRequest;
import io.legate.v1.SigningKey;
import io.legate.v1.WithdrawSigningKeyRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `legate admin signing-key`: what nodes sign tokens with.
@Command(
    name = "signing-key",
    description = "Lists the keys that nodes sign tokens with, and withdraws one that was stolen.")
final class SigningKeyCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main parent = new Main();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of: list, withdraw");
  }

  @Command(name = "list", description = "Lists every key: its id, node and status.")
  int list() throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      var answer =
          broker.call(
              AdminServiceGrpcClient.ListSigningKeys, ListSigningKeysRequest.getDefaultInstance());
      for (SigningKey key : answer.getKeysList()) {
        String since =
            key.hasSince() ? Instant.ofEpochSecond(key.getSince().getSeconds()).toString() : "-";
        String node = key.getNode() == 0 ? "-" : Integer.toString(key.getNode());
        spec.commandLine()
            .getOut()
            .printf(
                Locale.ROOT, "%s  node %s  %s  %s%n", key.getKid(), node, key.getStatus(), since);
      }
      return 0;
    }
  }

  @Command(
      name = "withdraw",
      description = {
        "Withdraws a key for good: every token that it has signed is refused, and its node signs"
            + " nothing more until it is started with another (`legate keys rotate --now`).",
        "Where no other node can sign, nobody gets a token until then."
      })
  int withdraw(
      @Parameters(paramLabel = "KID") String kid,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason)
      throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      var request =
          WithdrawSigningKeyRequest.newBuilder()
              .setRequestId(broker.newRequestId())
              .setKid(kid)
              .setReason(reason)
              .build();
      var done = broker.call(AdminServiceGrpcClient.WithdrawSigningKey, request);
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%s is withdrawn, in force from control event %s%n",
              kid,
              done.getControlSeq());
      return 0;
    }
  }
}
