package io.legate.client.resource;

import java.time.Duration;
import java.time.Instant;

/// How fresh knowledge of revocations is.
///
/// @param asOf everything that the broker had committed before then is known
/// @param age how long ago that was by this server's clock, or how long nothing was heard,
///   whichever is longer: a clock that is wrong makes knowledge older, never younger
public record Freshness(Instant asOf, Duration age) {}
