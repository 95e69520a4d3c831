package io.legate.app.audit;

import io.legate.inquiry.Inquiry;
import io.legate.json.Jcs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes records as lines of JSON. Each is canonical (RFC 8785) as a whole, so that the bytes of
/// its `record` are those that were hashed.
final class LineWriter {

  private final @Nullable PrintWriter text;
  private final @Nullable OutputStream bytes;

  LineWriter(PrintWriter text) {
    this.text = text;
    this.bytes = null;
  }

  LineWriter(OutputStream bytes) {
    this.text = null;
    this.bytes = bytes;
  }

  void write(Inquiry.Match match) throws IOException {
    var event = match.record().event();
    byte[] body = event.body();
    line(
        "{\"about\":"
            + Jcs.text(match.facts().toJson())
            + ",\"hash\":\""
            + event.hash().base64Url()
            + "\",\"leaf\":"
            + event.leaf().value()
            + ",\"node\":"
            + event.node()
            + (body == null
                ? ",\"removed\":true"
                : ",\"record\":" + new String(body, StandardCharsets.UTF_8))
            + "}");
  }

  /// Writes one line as it stands.
  void line(String line) throws IOException {
    if (text != null) {
      text.print(line);
      text.print('\n');
    } else if (bytes != null) {
      bytes.write(line.getBytes(StandardCharsets.UTF_8));
      bytes.write('\n');
    }
  }

  void flush() throws IOException {
    if (text != null) {
      text.flush();
    } else if (bytes != null) {
      bytes.flush();
    }
  }
}
