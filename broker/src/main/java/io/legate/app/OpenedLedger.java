package io.legate.app;

import io.legate.app.config.LegateConfig;
import io.legate.dpop.DpopNonces;
import io.legate.dpop.Nonces;
import io.legate.ledger.Ledger;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogHead;
import io.legate.ledger.LogWatch;
import io.legate.ledger.postgres.HeadFile;
import io.legate.ledger.postgres.PostgresLedger;
import io.legate.ledger.sqlite.MonotonicClock;
import io.legate.ledger.sqlite.SqliteLedger;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configured ledger, opened, and what all brokers on it must have in common.
///
/// @param nonces of the DPoP proofs: one broker takes what another on the same ledger gave out
/// @param keeper keeps each new head of this node's log
/// @param end closes the ledger
record OpenedLedger(Ledger ledger, Nonces nonces, Consumer<LogHead> keeper, Closing end)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpenedLedger.class);

  /// What the embedded ledger's file may grow to: a terabyte, which no disk of ours reaches first.
  private static final long BYTES_MAX = 1L << 40;

  /// How a ledger is closed.
  @FunctionalInterface
  interface Closing {
    void run() throws LedgerUnavailableException;
  }

  private static final String NONCE_KEY = "dpop-nonces";
  private static final int NONCE_KEY_BYTES = 32;

  /// @throws IOException if the database's password cannot be read
  static OpenedLedger of(LegateConfig config, Clock clock)
      throws LedgerUnavailableException, IOException {
    return config.ledger().url() == null ? embedded(config, clock) : database(config);
  }

  /// Nobody shares it, and a restart costs each client one retry: the key is new every time.
  private static OpenedLedger embedded(LegateConfig config, Clock clock)
      throws LedgerUnavailableException {
    var key = new byte[NONCE_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    var ledgerClock = new MonotonicClock(clock, System::nanoTime);
    var ledger = SqliteLedger.open(config.data(), config.cluster().node(), ledgerClock, BYTES_MAX);
    return new OpenedLedger(ledger, new DpopNonces(key), _ -> {}, ledger::close);
  }

  private static OpenedLedger database(LegateConfig config)
      throws LedgerUnavailableException, IOException {
    var target = DatabaseAccess.of(config.ledger(), System.getenv());
    var ledger = PostgresLedger.open(target, config.cluster().node());
    boolean opened = false;
    try {
      var nonces = new DpopNonces(ledger.sharedKey(NONCE_KEY, NONCE_KEY_BYTES));
      var heads = HeadFile.open(config.data(), ledger);
      opened = true;
      Closing end =
          () -> {
            heads.close();
            ledger.close();
          };
      return new OpenedLedger(ledger, nonces, heads::keep, end);
    } finally {
      if (!opened) {
        ledger.close();
      }
    }
  }

  /// Returns what is to be told of this node's log.
  ///
  /// @param grown is run whenever it has grown
  /// @param stopped is run once this node may answer nothing more
  LogWatch watch(Runnable grown, Runnable stopped) {
    return new LogWatch() {
      @Override
      public void grown(LogHead head) {
        keeper.accept(head);
        grown.run();
      }

      @Override
      public void stopped(String why) {
        LOG.error("this node answers nothing more until it is started again: {}", why);
        stopped.run();
      }
    };
  }

  @Override
  public void close() throws LedgerUnavailableException {
    end.run();
  }
}
