package io.legate.token;

import java.util.Set;

/// Where a token instance must be good. There is no default: whoever verifies must say.
public sealed interface ExpectedAudience {

  /// One of these, exactly. None admits nothing.
  record OneOf(Set<String> audiences) implements ExpectedAudience {
    public OneOf {
      audiences = Set.copyOf(audiences);
    }
  }

  /// Any. The caller itself decides by the verified `aud`, as exchange and introspection do.
  record DecidedByCaller() implements ExpectedAudience {}

  /// Returns the expectation of exactly one audience.
  static ExpectedAudience of(String audience) {
    return new OneOf(Set.of(audience));
  }

  /// Returns whether a token for `audience` is good here.
  default boolean admits(String audience) {
    return switch (this) {
      case OneOf(var audiences) -> audiences.contains(audience);
      case DecidedByCaller _ -> true;
    };
  }
}
