package io.legate.app;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--log`, which is settled before the first logger is made.
final class LogOption {

  private enum Format {
    plain,
    json
  }

  @Option(
      names = "--log",
      paramLabel = "FORMAT",
      description = "The log on standard error: ${COMPLETION-CANDIDATES}.")
  private @Nullable Format format;

  void use(String otherwise) {
    System.setProperty(LogConfigurator.FORMAT_PROPERTY, format == null ? otherwise : format.name());
  }
}
