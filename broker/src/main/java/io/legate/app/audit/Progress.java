package io.legate.app.audit;

import java.io.PrintWriter;
import java.util.Locale;

/// Says on standard error how far it has got, every few seconds.
final class Progress {

  private static final long PERIOD_NANOS = 5_000_000_000L;

  private final PrintWriter to;
  private final String what;
  private final long begun = System.nanoTime();
  private long saidAt = begun;

  Progress(PrintWriter to, String what) {
    this.to = to;
    this.what = what;
  }

  void reached(long records) {
    long now = System.nanoTime();
    if (now - saidAt >= PERIOD_NANOS) {
      saidAt = now;
      double seconds = (now - begun) / 1e9;
      to.println(
          String.format(Locale.ROOT, "%s: %d records, %.0f/s", what, records, records / seconds));
      to.flush();
    }
  }
}
