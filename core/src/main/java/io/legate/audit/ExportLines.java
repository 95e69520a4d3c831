package io.legate.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The lines of a file, as bytes. The last one counts only if it ends as a line does.
final class ExportLines {

  /// No record is longer: requests and bundles are bounded far below.
  private static final int BYTES_MAX = 16 * 1024 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[64 * 1024];
  private int from;
  private int until;
  private boolean cut;

  ExportLines(InputStream in) {
    this.in = in;
  }

  /// Returns the next line without its end, or null where there is none.
  ///
  /// @throws IOException if reading fails, or a line is longer than any record
  byte @Nullable [] next() throws IOException {
    var line = new ByteArrayOutputStream(2_048);
    while (true) {
      if (from == until) {
        from = 0;
        until = Math.max(0, in.read(buffer));
        if (until == 0) {
          cut = line.size() > 0;
          return null;
        }
      }
      int end = from;
      while (end < until && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, from, end - from);
      if (line.size() > BYTES_MAX) {
        throw new IOException("a line is longer than any record");
      }
      from = Math.min(until, end + 1);
      if (end < until) {
        return line.toByteArray();
      }
    }
  }

  /// Returns whether the file ended within a line.
  boolean isCut() {
    return cut;
  }

  static boolean begins(byte[] line, String with) {
    byte[] wanted = with.getBytes(StandardCharsets.US_ASCII);
    if (line.length < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (line[i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
