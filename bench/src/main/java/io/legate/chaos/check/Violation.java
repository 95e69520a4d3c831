package io.legate.chaos.check;

/// One thing that did not hold.
///
/// @param what names what was lost, overspent or doubled
public record Violation(Invariant invariant, String what) {

  @Override
  public String toString() {
    return invariant + ": " + what;
  }
}
