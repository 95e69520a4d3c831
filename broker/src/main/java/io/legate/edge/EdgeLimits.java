package io.legate.edge;

import io.legate.boundary.BoundaryLimits;
import java.time.Duration;

/// How much the edges take in.
///
/// @param requestBytes of one message or body; refused before anything is parsed
/// @param boundary of boundaries and actions
/// @param callTime after which a call is answered with DEADLINE_EXCEEDED, whatever its own deadline
/// @param streamInFlight questions of one stream that are being decided at once; more wait unread
/// @param callsInFlight calls that are being worked on at once; more are refused
/// @param urgentInFlight calls beside them that remove authority
/// @param failures calls that authenticate nobody
public record EdgeLimits(
    int requestBytes,
    BoundaryLimits boundary,
    Duration callTime,
    int streamInFlight,
    int callsInFlight,
    int urgentInFlight,
    FailureLimits failures) {

  /// What holds unless the configuration says otherwise.
  public static final EdgeLimits DEFAULT =
      new EdgeLimits(
          256 * 1024,
          BoundaryLimits.DEFAULT,
          Duration.ofSeconds(30),
          256,
          4_096,
          256,
          FailureLimits.DEFAULT);

  public EdgeLimits {
    if (requestBytes < 1
        || streamInFlight < 1
        || callsInFlight < 1
        || urgentInFlight < 1
        || !callTime.isPositive()) {
      throw new IllegalArgumentException("limits are positive");
    }
  }
}
