package io.legate.admin;

import io.legate.client.broker.BrokerException;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.RestoreClientRequest;
import io.legate.v1.RevokeClientRequest;
import io.legate.v1.SuspendClientRequest;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `legate admin client`: halts, ends and restores what a client does.
@Command(name = "client", description = "Suspends, revokes and restores clients in every task.")
final class ClientCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main parent = new Main();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of: suspend, restore, revoke");
  }

  @Command(
      name = "suspend",
      description = "Halts a client in every task; what it holds goes on once it is restored.")
  int suspend(
      @Parameters(paramLabel = "CLIENT") String client,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason)
      throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      var request =
          SuspendClientRequest.newBuilder()
              .setRequestId(broker.newRequestId())
              .setClientId(client)
              .setReason(reason)
              .build();
      var done = broker.call(AdminServiceGrpcClient.SuspendClient, request);
      return told(client, "suspended", done.getControlSeq());
    }
  }

  @Command(
      name = "restore",
      description = "Lets a client act again. What was revoked stays revoked.")
  int restore(
      @Parameters(paramLabel = "CLIENT") String client,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason)
      throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      var request =
          RestoreClientRequest.newBuilder()
              .setRequestId(broker.newRequestId())
              .setClientId(client)
              .setReason(reason)
              .build();
      var done = broker.call(AdminServiceGrpcClient.RestoreClient, request);
      return told(client, "restored", done.getControlSeq());
    }
  }

  @Command(
      name = "revoke",
      description = "Ends all that a client holds, and issues it nothing until it is restored.")
  int revoke(
      @Parameters(paramLabel = "CLIENT") String client,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason)
      throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      var request =
          RevokeClientRequest.newBuilder()
              .setRequestId(broker.newRequestId())
              .setClientId(client)
              .setReason(reason)
              .build();
      var done = broker.call(AdminServiceGrpcClient.RevokeClient, request);
      return told(client, "revoked", done.getControlSeq());
    }
  }

  private int told(String client, String how, long seq) {
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "%s is %s, in force from control event %d%n", client, how, seq);
    return 0;
  }
}
