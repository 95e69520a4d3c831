package io.legate.edge;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something that broke while a call was carried out. The log has the cause, the caller the id.
public final class Incident {

  private static final Logger LOG = LoggerFactory.getLogger(Incident.class);

  private Incident() {}

  /// Logs the cause and returns the id it is found by.
  ///
  /// @param where the method or the path that was called
  public static String log(String where, Throwable cause) {
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    LOG.error("incident {} in {}", id, where, cause);
    return id;
  }
}
