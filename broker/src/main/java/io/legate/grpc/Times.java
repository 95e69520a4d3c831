package io.legate.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.legate.edge.Parameters;
import io.legate.refusal.RefusedException;
import java.time.Instant;

/// Points in time as messages carry them.
final class Times {

  /// The greatest second that a `Timestamp` may have: the end of the year 9999.
  private static final long SECONDS_MAX = 253_402_300_799L;

  private Times() {}

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /// Returns a point in time that must be there.
  static Instant required(String name, boolean there, Timestamp timestamp) throws RefusedException {
    if (!there) {
      throw Parameters.malformed(name, "missing", "is missing");
    }
    long seconds = timestamp.getSeconds();
    int nanos = timestamp.getNanos();
    if (seconds < 0 || seconds > SECONDS_MAX || nanos < 0 || nanos > 999_999_999) {
      throw Parameters.malformed(name, "invalid_value", "is not a point in time");
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }
}
