package io.legate.demo.stage;

import io.legate.demo.catalogue.Party;
import io.legate.demo.role.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The broker, run by the launcher as anybody would run it.
public final class Broker {

  /// Ends its command when its own standard input ends: the broker itself does not look at it.
  private static final String GUARD =
      """
      exec 3<&0
      "$@" </dev/null &
      guarded=$!
      (cat <&3 >/dev/null; kill "$guarded" 2>/dev/null) >/dev/null 2>&1 &
      wait "$guarded"
      """;

  private static final long CERTIFICATES_SECONDS_MAX = 60;

  private final Path launcher;
  private final DataFolder folder;
  private final Set<Party> parties;

  public Broker(Path launcher, DataFolder folder, Set<Party> parties) {
    this.launcher = launcher;
    this.folder = folder;
    this.parties = parties;
  }

  /// Makes the local authority and a certificate for each party.
  void issueCertificates() throws StageException {
    var command = new ArrayList<String>(List.of(launcher.toString(), "keys", "issue"));
    command.addAll(List.of("--data", folder.broker().toString()));
    command.addAll(List.of("--out", folder.certificates().toString()));
    for (Party party : parties) {
      command.add(party.word());
    }
    Path log = folder.logs().resolve("keys.log");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      if (!process.waitFor(CERTIFICATES_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new StageException("certificates took too long; see " + log);
      }
      if (process.exitValue() != 0) {
        throw new StageException("no certificates were made; see " + log);
      }
    } catch (IOException e) {
      throw new StageException("`%s` cannot be run".formatted(launcher), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("making certificates was interrupted", e);
    }
  }

  /// Starts the broker.
  ///
  /// @param port 0 for any that is free
  /// @param outlives whether it is to go on when this program ends
  public ChildProcess start(int port, boolean outlives) throws StageException {
    var command = new ArrayList<String>();
    if (!outlives) {
      command.addAll(List.of("/bin/sh", "-c", GUARD, "guard"));
    }
    command.addAll(
        List.of(
            launcher.toString(),
            "dev",
            "--config",
            folder.configuration().toString(),
            "--data",
            folder.broker().toString(),
            "--port",
            Integer.toString(port)));
    return ChildProcess.start(
        "the broker", command, folder.logs().resolve("broker.log"), line -> {}, () -> {});
  }
}
