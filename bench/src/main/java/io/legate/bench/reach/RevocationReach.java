package io.legate.bench.reach;

import io.legate.client.broker.BrokerException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// Measures from the acknowledgement of a revocation to the last call that anyone verified offline.
///
/// One hop with many descendants is halted and resumed again and again, because that takes the same
/// way as an end and leaves the tree standing, and is ended at last. Each time three servers verify
/// calls of random descendants all the while, one at each broker; the halt goes to the first.
///
/// The first halts are told and not counted: of the first of all, the other two brokers have to
/// read the whole task, which they have never heard of, and all of them are still being compiled.
public final class RevocationReach {

  private static final int WARM_UP = 8;
  private static final int HALTS = 40;
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PrintStream out;
  private final int descendants;
  private final Path folder;

  /// @param folder for the figures and the plot
  public RevocationReach(PrintStream out, int descendants, Path folder) {
    this.out = out;
    this.descendants = descendants;
    this.folder = folder;
  }

  /// One halt or end, as one server saw it.
  record Sample(String what, int node, double millis) {}

  /// Runs it, and writes `revocation.csv` and `revocation.svg`.
  public void run() throws Exception {
    Path work = Files.createTempDirectory("legate-reach");
    var samples = new ArrayList<Sample>();
    try (var brokers = Brokers.start(work)) {
      out.printf("three brokers on one PostgreSQL; %s descendants%n", descendants);
      long begun = System.nanoTime();
      Tree tree = Tree.plant(brokers, descendants);
      out.printf("exchanged in %s s%n", Duration.ofNanos(System.nanoTime() - begun).toSeconds());
      var verifiers = new ArrayList<Verifier>();
      try {
        for (int node = 1; node <= Brokers.COUNT; node++) {
          verifiers.add(new Verifier(brokers, tree, node));
        }
        verifiers.forEach(Verifier::start);
        for (int i = 0; i < WARM_UP; i++) {
          halt("warm-up", tree, verifiers);
        }
        for (int i = 0; i < HALTS; i++) {
          samples.addAll(halt("halt", tree, verifiers));
        }
        awaitAccepting(verifiers);
        int ended = tree.root().task().revoke(tree.middle().hopId(), "enough");
        samples.addAll(reach("end", verifiers, System.nanoTime()));
        out.printf("one event ended %s hops%n", ended);
        for (Verifier verifier : verifiers) {
          out.printf(
              "refused afterwards: %s of %s; %s%n",
              verifier.refused(), descendants, verifier.load());
        }
      } finally {
        verifiers.forEach(Verifier::close);
      }
    }
    report(samples);
  }

  private List<Sample> halt(String what, Tree tree, List<Verifier> verifiers)
      throws BrokerException {
    awaitAccepting(verifiers);
    long asked = System.nanoTime();
    tree.root().task().suspend(tree.middle().hopId(), "a look");
    long acknowledged = System.nanoTime();
    var reached = reach(what, verifiers, acknowledged);
    out.printf(
        Locale.ROOT,
        "  %s: acknowledged after %.0f ms, last accepted %s ms later%n",
        what,
        (acknowledged - asked) / 1e6,
        reached.stream().map(each -> Math.round(each.millis)).toList());
    tree.root().task().resume(tree.middle().hopId(), "all right", List.of());
    return reached;
  }

  private static void awaitAccepting(List<Verifier> verifiers) {
    long now = System.nanoTime();
    await(() -> verifiers.stream().allMatch(each -> each.lastAccepted() > now));
  }

  /// Waits until nobody has accepted anything for a while, and returns when the last was.
  private static List<Sample> reach(String what, List<Verifier> verifiers, long acknowledged) {
    await(
        () ->
            verifiers.stream()
                .allMatch(
                    each ->
                        each.lastRefused() > each.lastAccepted()
                            && each.lastRefused()
                                > Math.max(acknowledged, each.lastAccepted()) + QUIET.toNanos()));
    var samples = new ArrayList<Sample>();
    for (int i = 0; i < verifiers.size(); i++) {
      long after = Math.max(0, verifiers.get(i).lastAccepted() - acknowledged);
      samples.add(new Sample(what, i + 1, after / 1e6));
    }
    return samples;
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("it took longer than " + PATIENCE.toSeconds() + " s");
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  private void report(List<Sample> samples) throws IOException {
    var csv = new StringBuilder("what,node,ms\n");
    for (Sample each : samples) {
      csv.append(String.format(Locale.ROOT, "%s,%s,%.2f%n", each.what, each.node, each.millis));
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("revocation.csv"), csv.toString());
    double[] sorted = samples.stream().mapToDouble(Sample::millis).sorted().toArray();
    out.printf(
        Locale.ROOT,
        "acknowledgement to last offline acceptance: p50 %.0f ms, p99 %.0f ms, max %.0f ms of %s%n",
        Plot.percentile(sorted, 50),
        Plot.percentile(sorted, 99),
        sorted[sorted.length - 1],
        sorted.length);
    Files.writeString(folder.resolve("revocation.svg"), Plot.svg(sorted, descendants));
    out.println("written: " + folder.resolve("revocation.csv") + ", revocation.svg");
  }
}
