package io.legate.chaos.check;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A history as it lies on disk, read on from where the last look ended.
public final class HistoryFile {

  private final Path file;
  private final List<Json.Obj> lines = new ArrayList<>();
  private long read;

  public HistoryFile(Path file) {
    this.file = file;
  }

  /// Returns all that is there by now. A line that is half written is left for the next look.
  ///
  /// @throws IOException if it cannot be read, or a whole line is no JSON object
  public Recorded read() throws IOException {
    try (var channel = FileChannel.open(file)) {
      var bytes = ByteBuffer.allocate((int) (channel.size() - read));
      while (bytes.hasRemaining() && channel.read(bytes, read + bytes.position()) >= 0) {
        // Until all of it is here.
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      for (String line : text.substring(0, end).lines().toList()) {
        lines.add(JsonReader.readObject(line));
      }
      read += text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
      return Recorded.of(lines);
    } catch (MalformedJsonException e) {
      throw new IOException("a line of the history is no JSON object", e);
    }
  }
}
