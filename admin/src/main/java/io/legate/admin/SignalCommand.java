package io.legate.admin;

import com.google.protobuf.Duration;
import io.legate.client.broker.BrokerException;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.SetSignalRequest;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `legate admin signal`: values that hold for a while, such as risk scores.
@Command(name = "signal", description = "Sets signals, such as risk scores.")
final class SignalCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main parent = new Main();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of: set");
  }

  @Command(
      name = "set",
      description = "Sets a signal until it expires. In force once this has ended.")
  int set(
      @Parameters(paramLabel = "SIGNAL", description = "Such as `risk`.") String signal,
      @Parameters(paramLabel = "ABOUT", description = "Such as a client id.") String about,
      @Parameters(paramLabel = "VALUE", description = "An exact decimal.") String value,
      @Option(
              names = "--for",
              paramLabel = "DURATION",
              defaultValue = "PT1H",
              description =
                  "ISO 8601, from PT1S to P31D. Default: ${DEFAULT-VALUE}. Then it is absent.")
          java.time.Duration validFor)
      throws IOException, BrokerException {
    try (var broker = parent.broker().connect()) {
      var request =
          SetSignalRequest.newBuilder()
              .setRequestId(broker.newRequestId())
              .setSignal(signal)
              .setAbout(about)
              .setValue(value)
              .setValidFor(
                  Duration.newBuilder()
                      .setSeconds(validFor.getSeconds())
                      .setNanos(validFor.getNano()))
              .build();
      var set = broker.call(AdminServiceGrpcClient.SetSignal, request);
      var until =
          Instant.ofEpochSecond(set.getExpiresAt().getSeconds(), set.getExpiresAt().getNanos());
      spec.commandLine()
          .getOut()
          .println("%s of %s is %s until %s".formatted(signal, about, value, until));
    }
    return 0;
  }
}
