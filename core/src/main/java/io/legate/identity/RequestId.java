package io.legate.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A caller's own id for one request, by which a retry is recognised. A UUIDv7, so that its age can
/// be told: past the time for which answers are kept it is refused rather than charged again.
public record RequestId(UUID value) {

  /// How old one may be.
  public static final Duration AGE_MAX = Duration.ofHours(1);

  /// How far ahead of the stream's time one may be.
  public static final Duration AHEAD_MAX = Duration.ofSeconds(10);

  /// How long an answer is repeated for the same one: until it is refused as too old, also where it
  /// was from the future.
  public static final Duration KEPT = AGE_MAX.plus(AHEAD_MAX);

  /// Returns the id that `text` spells, or null where it is not a UUIDv7.
  public static @Nullable RequestId parse(String text) {
    UUID uuid = Uuid7.parse(text);
    return uuid == null ? null : new RequestId(uuid);
  }

  /// When the caller made it, by the caller's clock.
  public Instant madeAt() {
    return Uuid7.instant(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
