package io.legate.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something that broke while a request was answered. The log has the cause, the caller the id.
final class Incident {

  private static final Logger LOG = LoggerFactory.getLogger(Incident.class);

  private Incident() {}

  /// Logs the cause and returns the id it is found by.
  static String log(String path, Throwable cause) {
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    LOG.error("incident {} at {}", id, path, cause);
    return id;
  }
}
