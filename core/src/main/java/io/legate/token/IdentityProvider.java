package io.legate.token;

import io.legate.boundary.Boundary;
import java.time.Duration;
import java.util.List;
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
/// @param keys its signing keys
/// @param allowances what a task may be opened for, all together, for a subject that they are for;
///   null where it is not bounded by who the subject is
public record IdentityProvider(
    String alias,
    String issuer,
    String audience,
    @Nullable String typ,
    Duration ageMax,
    SigningKeys keys,
    @Nullable List<Allowance> allowances) {

  private static final Pattern ALIAS = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /// A provider whose subjects' tasks are not bounded by who they are.
  public IdentityProvider(
      String alias,
      String issuer,
      String audience,
      @Nullable String typ,
      Duration ageMax,
      SigningKeys keys) {
    this(alias, issuer, audience, typ, ageMax, keys, null);
  }

  // Spelled out, because a compact constructor loses the annotations in the class file.
  public IdentityProvider(
      String alias,
      String issuer,
      String audience,
      @Nullable String typ,
      Duration ageMax,
      SigningKeys keys,
      @Nullable List<Allowance> allowances) {
    if (!ALIAS.matcher(alias).matches()) {
      throw new IllegalArgumentException("not an alias");
    }
    if (issuer.isEmpty() || audience.isEmpty()) {
      throw new IllegalArgumentException("an identity provider needs an issuer and an audience");
    }
    if (ageMax.isNegative() || ageMax.isZero()) {
      throw new IllegalArgumentException("a token's age must be bounded by more than nothing");
    }
    this.alias = alias;
    this.issuer = issuer;
    this.audience = audience;
    this.typ = typ;
    this.ageMax = ageMax;
    this.keys = keys;
    this.allowances = allowances == null ? null : List.copyOf(allowances);
  }

  /// Returns the most that a task may be opened for, for this subject; null where that is not
  /// bounded by who it is.
  public @Nullable Boundary allowed(VerifiedSubject subject) {
    return allowances == null
        ? null
        : new Boundary(
            allowances.stream()
                .filter(allowance -> allowance.isFor(subject))
                .flatMap(allowance -> allowance.boundary().permissions().stream())
                .toList());
  }
}
