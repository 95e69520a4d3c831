package io.legate.admin;

import io.legate.client.broker.BrokerException;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.ListHoldsRequest;
import io.legate.v1.SetHoldRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `legate admin hold`: keeps records from being removed.
@Command(
    name = "hold",
    description =
        "Sets a legal hold: from the answer on, what is under it is neither erased nor removed by"
            + " retention. Prints its number.")
final class HoldCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main parent = new Main();

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  /// What is held.
  private static final class What {
    @Option(
        names = "--subject",
        paramLabel = "SUB",
        defaultValue = "",
        description = "Every task of this subject, also those to come.")
    private String subject = "";

    @Option(names = "--task", paramLabel = "ID", defaultValue = "", description = "This task.")
    private String task = "";

    @Option(names = "--list", description = "Shows what is held instead.")
    private boolean list;
  }

  @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "")
  private String reason = "";

  @Override
  public Integer call() throws IOException, BrokerException {
    var out = spec.commandLine().getOut();
    try (var broker = parent.broker().connect()) {
      if (what.list) {
        var all =
            broker.call(AdminServiceGrpcClient.ListHolds, ListHoldsRequest.getDefaultInstance());
        for (var hold : all.getHoldsList()) {
          String held = hold.getTaskId().isEmpty() ? "a subject" : "task " + hold.getTaskId();
          var since =
              Instant.ofEpochSecond(hold.getSince().getSeconds(), hold.getSince().getNanos());
          out.println(
              "%s  %s  by %s since %s".formatted(hold.getHold(), held, hold.getBy(), since));
        }
        return 0;
      }
      var request =
          SetHoldRequest.newBuilder()
              .setRequestId(broker.newRequestId())
              .setSubject(what.subject)
              .setTaskId(what.task)
              .setReason(reason)
              .build();
      var done = broker.call(AdminServiceGrpcClient.SetHold, request);
      out.println("hold " + done.getControlSeq());
    }
    return 0;
  }
}
