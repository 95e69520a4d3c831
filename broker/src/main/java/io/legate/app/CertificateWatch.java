package io.legate.app;

import io.legate.keys.PemIdentity;
import io.legate.keys.PemIdentity.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every few seconds whether certificate and key were replaced, and shows the new ones to
/// whoever connects from then on; connections that are open keep theirs.
///
/// What cannot be used (half of a pair, an expired certificate, a file that is no certificate) is
/// told in the log, once, and leaves the old ones in use.
final class CertificateWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final PemIdentity files;
  private final Replacing replacing;
  private final Clock clock;
  private final Thread thread = Thread.ofVirtual().name("certificate").unstarted(this::run);
  private volatile boolean closed;
  private List<Object> seen;

  /// Shows another certificate from now on. Blocks.
  interface Replacing {
    void replace(Pair pair) throws IOException;
  }

  private CertificateWatch(PemIdentity files, Replacing replacing, Clock clock) throws IOException {
    this.files = files;
    this.replacing = replacing;
    this.clock = clock;
    this.seen = state();
  }

  /// Starts to look.
  static CertificateWatch start(PemIdentity files, Replacing replacing, Clock clock)
      throws IOException {
    var watch = new CertificateWatch(files, replacing, clock);
    watch.thread.start();
    return watch;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(PERIOD.toNanos());
      if (!closed) {
        look();
      }
    }
  }

  /// Looks now. By one thread at a time.
  synchronized void look() {
    try {
      var now = state();
      if (!now.equals(seen)) {
        seen = now;
        replace();
      }
    } catch (IOException e) {
      LOG.warn("certificate and key are left as they were: {}", e.toString());
    }
  }

  private void replace() throws IOException {
    var pair = files.pair();
    if (pair.isEmpty()) {
      LOG.warn("certificate and key do not belong together, and are left as they were");
    } else if (!clock.instant().isBefore(pair.get().expiresAt())) {
      LOG.warn("the new certificate has expired, and the old one is left in use");
    } else {
      replacing.replace(pair.get());
      LOG.info("the certificate was replaced; the new one ends {}", pair.get().expiresAt());
    }
  }

  private List<Object> state() throws IOException {
    return List.of(
        changed(files.certificateFile()),
        Files.size(files.certificateFile()),
        changed(files.keyFile()),
        Files.size(files.keyFile()));
  }

  private static FileTime changed(Path file) throws IOException {
    return Files.getLastModifiedTime(file);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
