package io.legate.app;

import io.legate.app.config.ConfigReader;
import io.legate.app.config.LegateConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `legate dev`: one node on this machine, with a CA of its own.
@Command(
    name = "dev",
    description =
        "Runs one broker for development: embedded ledger unless the configuration says otherwise,"
            + " TLS by a local CA (DIR/ca.pem). Prints `ready https://127.0.0.1:PORT` once it"
            + " answers, and runs until it is stopped.")
final class DevCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "legate.yaml; without it nobody is registered.")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The embedded ledger, the keys and the local CA. Default: what the configuration says,"
              + " else `data`.")
  private @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "0 for any that is free. Default: what the configuration says, else 8443.")
  private @Nullable Integer port;

  @Mixin private LogOption log = new LogOption();

  @Override
  public Integer call() throws Exception {
    log.use("plain");
    return Service.run(configuration());
  }

  private LegateConfig configuration() throws Exception {
    var read =
        config == null
            ? ConfigReader.parse("", Path.of("").toAbsolutePath())
            : ConfigReader.read(config);
    if (data != null) {
      read = read.withData(data.toAbsolutePath().normalize());
    }
    return port == null ? read : read.withPort(port);
  }
}
