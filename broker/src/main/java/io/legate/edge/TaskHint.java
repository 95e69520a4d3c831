package io.legate.edge;

import io.legate.crypto.Base64Url;
import io.legate.identity.TaskId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The task that a request seems to be about, read without verifying anything.
///
/// Good for one thing: to choose the broker that carries the request out, which reads it again and
/// believes nothing. So it is looked for and not parsed; a wrong one costs time.
public final class TaskHint {

  private static final String TXN = "\"txn\"";
  private static final int ID_LENGTH = 36;

  private TaskHint() {}

  /// Returns the `txn` of a signed token or statement, or null where none is seen.
  public static @Nullable TaskId ofToken(@Nullable String token) {
    if (token == null) {
      return null;
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    byte[] payload =
        first < 0 || second < 0 ? null : Base64Url.decode(token.substring(first + 1, second));
    if (payload == null) {
      return null;
    }
    String text = new String(payload, StandardCharsets.ISO_8859_1);
    int name = text.indexOf(TXN);
    int start = name < 0 ? -1 : text.indexOf('"', name + TXN.length()) + 1;
    return start < 1 || start + ID_LENGTH > text.length()
        ? null
        : TaskId.parse(text.substring(start, start + ID_LENGTH));
  }

  /// Returns the task of a text that begins with its id, such as `<task id>.7`; null where it does
  /// not.
  public static @Nullable TaskId ofId(String text) {
    return text.length() < ID_LENGTH ? null : TaskId.parse(text.substring(0, ID_LENGTH));
  }
}
