package io.legate.boundary;

import org.jspecify.annotations.Nullable;

/// A resource, or everything below one: `crm/invoices` is that resource alone, `crm/invoices/*` is
/// everything below it and not the resource itself.
///
/// Compared by whole segments, because a textual prefix would let `crm/invoices-archive` pass for a
/// part of `crm/invoices`.
///
/// @param name the resource, or the one that all must be below; empty for the root of `/a/b`
/// @param below whether this stands for what is below `name`
public record ResourcePattern(String name, boolean below) {

  private static final String BELOW = "/*";

  public ResourcePattern {
    if (fault(name, below) != null) {
      throw new IllegalArgumentException("not a resource in normal form");
    }
  }

  /// Returns the pattern written in `text`, which is known to be in normal form.
  ///
  /// @throws IllegalArgumentException if it is not; see [#fault]
  public static ResourcePattern of(String text) {
    return text.endsWith(BELOW)
        ? new ResourcePattern(text.substring(0, text.length() - BELOW.length()), true)
        : new ResourcePattern(text, false);
  }

  /// Returns what keeps `text` from being a pattern, null where it is one.
  public static @Nullable Fault fault(String text) {
    return text.endsWith(BELOW)
        ? fault(text.substring(0, text.length() - BELOW.length()), true)
        : fault(text, false);
  }

  private static @Nullable Fault fault(String name, boolean below) {
    if (below && name.isEmpty()) {
      return null;
    }
    return below && name.equals("/") ? Fault.EMPTY_SEGMENT : NormalForm.resource(name);
  }

  /// Returns whether `resource`, which is in normal form, is one that this stands for.
  public boolean admits(String resource) {
    return below ? isBelow(resource) : resource.equals(name);
  }

  /// Returns whether every resource that `other` stands for is one that this stands for.
  public boolean contains(ResourcePattern other) {
    if (!other.below) {
      return admits(other.name);
    }
    return below && (other.name.equals(name) || isBelow(other.name));
  }

  /// Returns whether some resource is one that both stand for.
  public boolean overlaps(ResourcePattern other) {
    return contains(other) || other.contains(this);
  }

  private boolean isBelow(String resource) {
    return resource.length() > name.length() + 1
        && resource.startsWith(name)
        && resource.charAt(name.length()) == '/';
  }

  @Override
  public String toString() {
    return below ? name + BELOW : name;
  }
}
