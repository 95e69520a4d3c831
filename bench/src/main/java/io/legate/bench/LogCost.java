package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.merkle.LeafIndex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How fast `legate audit verify` reads a long log, how much memory it takes, and how far it is
/// from the machine's SHA-256.
///
/// The log is a real one: decisions of a site on the SQLite ledger. It is verified by the command
/// itself, in a process of its own; then its bodies are read once more and hashed here, and nothing
/// else is done with them.
final class LogCost {

  private static final int TASKS = 256;
  private static final int IN_FLIGHT = 256;
  private static final int PART = 20_000;
  private static final int PAGE = 512;

  private final PrintStream out;
  private final int records;

  LogCost(PrintStream out, int records) {
    this.out = out;
    this.records = records;
  }

  void run() throws Exception {
    Path folder = Files.createTempDirectory("legate-bench");
    try {
      long written = fill(folder);
      double seconds = verify(folder);
      double hashing = hash(folder);
      out.printf(
          Locale.ROOT,
          "verified %d records in %.1f s: %.0f a second; SHA-256 of them alone takes %.1f s, %.0f"
              + " %%%n",
          written,
          seconds,
          written / seconds,
          hashing,
          100 * hashing / seconds);
    } finally {
      Folders.delete(folder);
    }
  }

  /// Has so many decisions made, and returns how many records there are.
  private long fill(Path folder) throws Exception {
    try (var ledger = SqliteLedger.open(folder, 1, Clock.systemUTC(), Long.MAX_VALUE);
        var site = new Site(Clock.systemUTC(), ledger, Runtime.getRuntime().maxMemory() / 4)) {
      var holders = Holders.chains(site, TASKS);
      long begun = System.nanoTime();
      for (int made = 0; made < records; made += PART) {
        int part = Math.min(PART, records - made);
        Load.ask(site, Questions.of(site, holders.tokens(), part), IN_FLIGHT);
        out.printf(
            Locale.ROOT,
            "  %d decisions recorded after %.0f s%n",
            made + part,
            (System.nanoTime() - begun) / 1e9);
      }
      return ledger.logHead().frontier().size().leaves();
    }
  }

  /// Returns the seconds that the command takes, from its start to its end.
  private double verify(Path folder) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.legate.app.Main"));
    command.addAll(List.of("audit", "verify", "--data", folder.toString()));
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    long most = 0;
    var said = new ArrayList<String>();
    var reading = Thread.ofVirtual().start(() -> read(process, said));
    while (process.isAlive()) {
      most = Math.max(most, residentKib(process));
      var _ = process.waitFor(100, java.util.concurrent.TimeUnit.MILLISECONDS);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    reading.join();
    said.forEach(out::println);
    if (process.exitValue() != 0) {
      throw new IllegalStateException("the log did not hold");
    }
    out.printf(Locale.ROOT, "memory of the verifier: %d MiB at most%n", most >> 10);
    return seconds;
  }

  private static void read(Process process, List<String> lines) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      in.lines().forEach(lines::add);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// The most memory that a process has had, by the kernel; 0 where the kernel does not tell.
  private static long residentKib(Process process) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException gone) {
      return 0;
    }
  }

  /// Returns the seconds that hashing takes, without the reading.
  private static double hash(Path folder) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    long nanos = 0;
    try (var ledger = SqliteLedger.open(folder, 1, Clock.systemUTC(), Long.MAX_VALUE)) {
      long next = 0;
      while (true) {
        List<StoredEvent> page = ledger.log(new LeafIndex(next), PAGE);
        if (page.isEmpty()) {
          return nanos / 1e9;
        }
        next += page.size();
        long begun = System.nanoTime();
        for (StoredEvent each : page) {
          digest.update((byte) 0);
          var _ = digest.digest(each.body());
        }
        nanos += System.nanoTime() - begun;
      }
    }
  }
}
