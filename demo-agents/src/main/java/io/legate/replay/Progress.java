package io.legate.replay;

import io.legate.demo.account.Terminal;
import io.legate.demo.account.Terminal.Tone;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Says every two seconds how many cases have been played. Safe for use from many threads.
final class Progress implements AutoCloseable {

  private static final int EVERY_SECONDS = 2;

  private final Terminal terminal;
  private final String suite;
  private final int total;
  private final AtomicInteger done = new AtomicInteger();
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();

  Progress(Terminal terminal, String suite, int total) {
    this.terminal = terminal;
    this.suite = suite;
    this.total = total;
    var _ = ticker.scheduleAtFixedRate(this::tell, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  void one() {
    done.incrementAndGet();
  }

  private void tell() {
    terminal.line(Tone.FAINT, "… " + suite + ": " + done + " of " + total + " cases");
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    tell();
  }
}
