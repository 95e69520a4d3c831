package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.authorize.AuthorizeCommand;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.jose.CryptoProviders;
import io.legate.jose.JoseSignatures;
import io.legate.jose.LocalSigner;
import io.legate.ledger.sqlite.SqliteLedger;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What an Authorize costs with the SQLite ledger on, against one ES256 verification in the same
/// run.
///
/// Counted is all processor time of the process: proof, token, decision, fold, hashes, JSON,
/// batches, SQLite, the collector. Not counted are the agents' own signatures, which are made
/// before, and the transport: no gRPC and no TLS is in it.
///
/// A broker runs for weeks, so what is measured is one that has been compiled: rounds are thrown
/// away until the compiler is at rest. A round is cut into slices with verifications between them:
/// a virtual machine is faster or slower by a tenth within seconds, and so both meet the same one.
final class AuthorizeCost {

  private static final int TASKS = 256;
  private static final int ROUNDS = 7;
  private static final int SLICES_MAX = 20;
  private static final int WARM_UP_ROUNDS_MAX = 15;

  /// Of a round's processor time, what the compiler may still take.
  private static final double COMPILING_MAX = 0.015;

  private final PrintStream out;
  private final int perRound;
  private final int inFlight;
  private final int slices;

  AuthorizeCost(PrintStream out, int perRound, int inFlight) {
    this.out = out;
    this.perRound = perRound;
    this.inFlight = inFlight;
    this.slices = Math.min(SLICES_MAX, perRound);
  }

  void run() throws Exception {
    Path folder = Files.createTempDirectory("legate-bench");
    try (var ledger = SqliteLedger.open(folder, 1, Clock.systemUTC(), Long.MAX_VALUE);
        var site = new Site(Clock.systemUTC(), ledger, Runtime.getRuntime().maxMemory() / 4)) {
      var holders = Holders.chains(site, TASKS);
      warmUp(site, holders);
      var ratios = new double[ROUNDS];
      for (int round = 1; round <= ROUNDS; round++) {
        var spent = round(site, Questions.of(site, holders.tokens(), perRound));
        ratios[round - 1] = spent.ratio();
        out.printf(
            Locale.ROOT,
            "round %d  verify %.1f us  authorize %.1f us  ratio %.2f  compiler %.1f %%%n",
            round,
            spent.verify,
            spent.authorize,
            spent.ratio(),
            100 * spent.compiling);
      }
      Arrays.sort(ratios);
      out.printf(Locale.ROOT, "median ratio %.2f%n", ratios[ROUNDS / 2]);
    } finally {
      Folders.delete(folder);
    }
  }

  private void warmUp(Site site, Holders holders) throws Exception {
    verify(perRound);
    for (int round = 1; round <= WARM_UP_ROUNDS_MAX; round++) {
      var spent = ask(site, Questions.of(site, holders.tokens(), perRound));
      out.printf(
          Locale.ROOT,
          "warm-up %d  authorize %.1f us  compiler %.1f %%%n",
          round,
          spent.micros(),
          100 * spent.compiling());
      if (spent.compiling() <= COMPILING_MAX) {
        return;
      }
    }
  }

  private Cpu.Spent ask(Site site, List<AuthorizeCommand> questions) throws Exception {
    // What was made before is not to be moved about while it is measured.
    System.gc();
    return Cpu.spent(questions.size(), () -> Load.ask(site, questions, inFlight));
  }

  /// What a round took.
  ///
  /// @param verify microseconds of processor time, each verification
  /// @param authorize the same, each question
  /// @param compiling the compiler's share of the questions' time, about
  private record Round(double verify, double authorize, double compiling) {
    double ratio() {
      return authorize / verify;
    }
  }

  private Round round(Site site, List<AuthorizeCommand> questions) throws Exception {
    System.gc();
    double verify = 0;
    double authorize = 0;
    double compiling = 0;
    for (int slice = 0; slice < slices; slice++) {
      var part = questions.subList(start(slice), start(slice + 1));
      verify += verify(part.size()) / slices;
      var spent = Cpu.spent(part.size(), () -> Load.ask(site, part, inFlight));
      authorize += spent.micros() / slices;
      compiling += spent.compiling() / slices;
    }
    return new Round(verify, authorize, compiling);
  }

  private int start(int slice) {
    return (int) ((long) perRound * slice / slices);
  }

  /// The ceiling: the same provider, verifying signatures and doing nothing else.
  private static double verify(int count) throws Exception {
    var providers = CryptoProviders.install();
    var signatures = new JoseSignatures(providers, 10);
    var signer = LocalSigner.generate(SignatureAlgorithm.ES256, providers);
    byte[] input = new byte[600];
    byte[] signature = signer.sign(input);
    Cpu.Work work =
        () -> {
          for (int i = 0; i < count; i++) {
            if (!signatures.verify(signer.publicKey(), input, signature)) {
              throw new IllegalStateException("a good signature did not verify");
            }
          }
        };
    return Cpu.microsEach(count, work);
  }
}
