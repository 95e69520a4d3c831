package io.legate.inquiry;

import io.legate.ledger.StreamId;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How far a question has got: after which record of a ledger it goes on.
///
/// @param section which sort of streams, in the order in which they are looked at
/// @param seq of the last record that was looked at
public record Position(int section, StreamId stream, long seq) {

  private static final Pattern TEXT =
      Pattern.compile(
          "([0-9])\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.([0-9]{1,18})\\.([A-Za-z0-9_-]{16})");

  /// Returns it as text that only the same question takes.
  public String toText(RecordFilter filter) {
    return section + "." + stream + "." + seq + "." + filter.digest();
  }

  /// Reads what [#toText] wrote.
  ///
  /// @param member what the text is called
  /// @throws InvalidFilterException if it is none, or of another question
  public static Position parse(String member, String text, RecordFilter filter)
      throws InvalidFilterException {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new InvalidFilterException(member, "is not where a question has got to");
    }
    if (!match.group(4).equals(filter.digest())) {
      throw new InvalidFilterException(member, "is of another question");
    }
    return new Position(
        Integer.parseInt(match.group(1)),
        new StreamId(UUID.fromString(match.group(2))),
        Long.parseLong(match.group(3)));
  }

  /// Returns whether a record stands at or before this place.
  static boolean covers(@Nullable Position place, StreamId stream, long seq) {
    return place != null && place.stream.equals(stream) && seq <= place.seq;
  }
}
