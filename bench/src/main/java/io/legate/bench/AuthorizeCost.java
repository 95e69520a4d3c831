package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.authorize.AuthorizeCommand;
import io.legate.jose.CryptoProviders;
import io.legate.jose.JoseSignatures;
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
/// away until the compiler is at rest. Verifications are measured before and after each round, so
/// that both meet the same machine.
final class AuthorizeCost {

  private static final int TASKS = 256;
  private static final int ROUNDS = 7;
  private static final int WARM_UP_ROUNDS_MAX = 15;

  /// Of a round's processor time, what the compiler may still take.
  private static final double COMPILING_MAX = 0.015;

  private final PrintStream out;
  private final int perRound;
  private final int inFlight;

  AuthorizeCost(PrintStream out, int perRound, int inFlight) {
    this.out = out;
    this.perRound = perRound;
    this.inFlight = inFlight;
  }

  void run() throws Exception {
    Path folder = Files.createTempDirectory("legate-bench");
    try (var ledger = SqliteLedger.open(folder, 1, Clock.systemUTC(), Long.MAX_VALUE);
        var site = new Site(Clock.systemUTC(), ledger, Runtime.getRuntime().maxMemory() / 4)) {
      var holders = Holders.chains(site, TASKS);
      warmUp(site, holders);
      var ratios = new double[ROUNDS];
      for (int round = 1; round <= ROUNDS; round++) {
        List<AuthorizeCommand> questions = Questions.of(site, holders.tokens(), perRound);
        double before = verify();
        var spent = ask(site, questions);
        double verify = (before + verify()) / 2;
        ratios[round - 1] = spent.micros() / verify;
        out.printf(
            Locale.ROOT,
            "round %d  verify %.1f us  authorize %.1f us  ratio %.2f  compiler %.1f %%%n",
            round,
            verify,
            spent.micros(),
            ratios[round - 1],
            100 * spent.compiling());
      }
      Arrays.sort(ratios);
      out.printf(Locale.ROOT, "median ratio %.2f%n", ratios[ROUNDS / 2]);
    } finally {
      Folders.delete(folder);
    }
  }

  private void warmUp(Site site, Holders holders) throws Exception {
    verify();
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
    return Cpu.spent(perRound, () -> Load.ask(site, questions, inFlight));
  }

  /// The ceiling: the same provider, verifying signatures and doing nothing else.
  private double verify() throws Exception {
    var providers = CryptoProviders.install();
    var signatures = new JoseSignatures(providers, 10);
    var signer =
        io.legate.jose.LocalSigner.generate(io.legate.crypto.SignatureAlgorithm.ES256, providers);
    byte[] input = new byte[600];
    byte[] signature = signer.sign(input);
    Cpu.Work work =
        () -> {
          for (int i = 0; i < perRound; i++) {
            if (!signatures.verify(signer.publicKey(), input, signature)) {
              throw new IllegalStateException("a good signature did not verify");
            }
          }
        };
    return Cpu.microsEach(perRound, work);
  }
}
