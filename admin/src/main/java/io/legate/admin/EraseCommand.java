package io.legate.admin;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.EraseSubjectRequest;
import io.legate.v1.EraseSubjectResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `legate admin erase`: takes what is on record of somebody out of the record.
@Command(
    name = "erase",
    description = {
      "Erases what is on record of a subject. Hashes stay, so that the log still verifies; that it"
          + " was done is on record, and not whose it was. Its tasks must have ended.",
      "Copies of the ledger are not erased: backups, replicas and exports are yours to see to."
    })
final class EraseCommand implements Callable<Integer> {

  /// A request id is honoured for an hour.
  private static final int ATTEMPTS_MAX = 240;

  private static final Duration PAUSE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main parent = new Main();

  @Option(
      names = "--subject",
      paramLabel = "SUB",
      required = true,
      description = "As records name it, such as `user:corp:alice`.")
  private String subject = "";

  @Option(
      names = "--task",
      paramLabel = "ID",
      defaultValue = "",
      description = "Only this one of its tasks.")
  private String task = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Stays on record; must not name the subject.")
  private String reason = "";

  @Override
  public Integer call() throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      var request =
          EraseSubjectRequest.newBuilder()
              .setRequestId(broker.newRequestId())
              .setSubject(subject)
              .setTaskId(task)
              .setReason(reason)
              .build();
      var done = erase(broker, request);
      var out = spec.commandLine().getOut();
      out.println(
          "%s tasks, %s records: their bodies are gone, on record as control event %s"
              .formatted(done.getTasks(), done.getRecords(), done.getControlSeq()));
      out.println(
          "the record names the subject to nobody but who has this request's id: "
              + request.getRequestId());
      if (done.getElsewhere() > 0) {
        out.println(
            done.getElsewhere()
                + " records of others, or of control, still hold the name: see docs/retention.md");
      }
      if (!done.getClean()) {
        out.println(
            "the database's files hold freed bytes until it writes them anew: see"
                + " docs/retention.md");
      }
    }
    return 0;
  }

  /// A large ledger takes longer than a call may: the same request goes on with what was begun.
  private static EraseSubjectResponse erase(BrokerConnection broker, EraseSubjectRequest request)
      throws BrokerException {
    for (int attempt = 1; ; attempt++) {
      try {
        return broker.call(AdminServiceGrpcClient.EraseSubject, request);
      } catch (BrokerException e) {
        if (!e.retryable() || attempt == ATTEMPTS_MAX) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
