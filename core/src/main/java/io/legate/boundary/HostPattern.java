package io.legate.boundary;

import org.jspecify.annotations.Nullable;

/// A host, or every host below one: `example.com` is that name alone, `*.example.com` is every name
/// that ends in `.example.com` and not the name itself.
///
/// @param name the host, or the one that all must be below
/// @param below whether this stands for what is below `name`
public record HostPattern(String name, boolean below) {

  private static final String BELOW = "*.";

  public HostPattern {
    // What is below a number would be an address: `*.0.0.1` must not stand for `10.0.0.1`.
    if (!HostName.isHost(name) || (below && HostName.isAddress(name))) {
      throw new IllegalArgumentException("not a host in normal form");
    }
  }

  /// Returns the pattern, or null where `text` is not in normal form.
  public static @Nullable HostPattern parse(String text) {
    boolean below = text.startsWith(BELOW);
    String name = below ? text.substring(BELOW.length()) : text;
    try {
      return new HostPattern(name, below);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// Returns whether `host`, which is in normal form, is one that this stands for.
  public boolean admits(String host) {
    return below ? isBelow(host) : host.equals(name);
  }

  /// Returns whether every host that `other` stands for is one that this stands for.
  public boolean contains(HostPattern other) {
    if (!other.below) {
      return admits(other.name);
    }
    return below && (other.name.equals(name) || isBelow(other.name));
  }

  /// Returns whether every host that this stands for is public as far as its name tells.
  boolean isPublic() {
    return below ? HostName.isPublic("x." + name) : HostName.isPublic(name);
  }

  private boolean isBelow(String host) {
    return host.length() > name.length() + 1
        && host.endsWith(name)
        && host.charAt(host.length() - name.length() - 1) == '.';
  }

  @Override
  public String toString() {
    return below ? BELOW + name : name;
  }
}
