package io.legate.policy;

import io.legate.boundary.BoundaryLimits;
import io.legate.control.ControlState;
import io.legate.control.PublishedPolicy;
import org.jspecify.annotations.Nullable;

/// The policies that stand in the control stream, each read and compiled once.
///
/// Only the last one that was asked for is kept: a decision is made under the newest control state,
/// and one under an older state is about to lose and be made again.
public final class PublishedPolicies implements Policies {

  private final Conditions conditions;
  private final BoundaryLimits limits;
  private volatile @Nullable Compiled last;

  /// @param limits how large an entitlement's boundary may be
  public PublishedPolicies(Conditions conditions, BoundaryLimits limits) {
    this.conditions = conditions;
    this.limits = limits;
  }

  private record Compiled(PublishedPolicy published, Policy policy) {}

  @Override
  public Policy inForce(ControlState control) {
    PublishedPolicy published = control.policy();
    if (published == null) {
      return NoPolicy.INSTANCE;
    }
    Compiled known = last;
    if (known == null || !known.published.hash().equals(published.hash())) {
      known = new Compiled(published, compile(published));
      last = known;
    }
    return known.policy;
  }

  /// What cannot be understood entitles nobody, under the hash it was published with: a record must
  /// say which one it was.
  private Policy compile(PublishedPolicy published) {
    try {
      return BundleReader.read(published.bundle(), conditions, limits);
    } catch (InvalidBundleException e) {
      return new NoPolicy(published.hash());
    }
  }
}
