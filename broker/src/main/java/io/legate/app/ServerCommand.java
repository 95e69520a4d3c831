package io.legate.app;

import io.legate.app.config.ConfigReader;
import io.legate.app.config.InvalidConfigException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `legate server`: one node in production.
@Command(
    name = "server",
    description =
        "Runs a broker in production, and refuses to where the configuration is only safe on one"
            + " person's machine. Prints one `ready` line once it answers.")
final class ServerCommand implements Callable<Integer> {

  @Option(names = "--config", paramLabel = "FILE", required = true, description = "legate.yaml")
  private Path config = Path.of("legate.yaml");

  @Mixin private LogOption log = new LogOption();

  @Override
  public Integer call() throws Exception {
    log.use("json");
    var read = ConfigReader.read(config);
    var violations = ProductionRules.violations(read);
    if (!violations.isEmpty()) {
      throw new InvalidConfigException(violations);
    }
    return Service.run(read);
  }
}
