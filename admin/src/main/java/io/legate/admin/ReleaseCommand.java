package io.legate.admin;

import io.legate.client.broker.BrokerException;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.ReleaseHoldRequest;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `legate admin release`: ends a legal hold.
@Command(name = "release", description = "Releases a legal hold, by the number that it was given.")
final class ReleaseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main parent = new Main();

  @Option(names = "--hold", paramLabel = "N", required = true)
  private long hold;

  @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "")
  private String reason = "";

  @Override
  public Integer call() throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      var request =
          ReleaseHoldRequest.newBuilder()
              .setRequestId(broker.newRequestId())
              .setHold(hold)
              .setReason(reason)
              .build();
      var done = broker.call(AdminServiceGrpcClient.ReleaseHold, request);
      spec.commandLine()
          .getOut()
          .println(
              "hold %s is released, on record as control event %s"
                  .formatted(hold, done.getControlSeq()));
    }
    return 0;
  }
}
