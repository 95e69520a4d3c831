package io.legate.token;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An issuer whose tokens may say for whom a task is.
///
/// @param alias our name for it; part of every subject it vouches for
/// @param issuer its `iss`
/// @param audience what its tokens' `aud` must hold
/// @param typ what its tokens' `typ` must be; null where it writes none that tells them apart, and
///   then any is accepted
/// @param ageMax how long ago a token may have been issued
/// @param keys its signing keys, pinned
public record IdentityProvider(
    String alias,
    String issuer,
    String audience,
    @Nullable String typ,
    Duration ageMax,
    SigningKeys keys) {

  private static final Pattern ALIAS = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  public IdentityProvider {
    if (!ALIAS.matcher(alias).matches()) {
      throw new IllegalArgumentException("not an alias");
    }
    if (issuer.isEmpty() || audience.isEmpty()) {
      throw new IllegalArgumentException("an identity provider needs an issuer and an audience");
    }
    if (ageMax.isNegative() || ageMax.isZero()) {
      throw new IllegalArgumentException("a token's age must be bounded by more than nothing");
    }
  }
}
