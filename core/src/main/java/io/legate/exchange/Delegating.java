package io.legate.exchange;

import io.legate.boundary.Attenuation;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Delegation;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Meet;
import io.legate.boundary.Permission;
import io.legate.boundary.Removal;
import io.legate.control.ControlState;
import io.legate.crypto.VerificationKey;
import io.legate.identity.Client;
import io.legate.issue.Widening;
import io.legate.policy.Policy;
import io.legate.refusal.Code;
import io.legate.task.Hop;
import io.legate.task.Liveness;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a hop may be made below another, and with which boundary: the checks of DESIGN section 6
/// that rest on the task's state, in their order.
final class Delegating {

  private final Policy policy;
  private final BoundaryLimits limits;

  Delegating(Policy policy, BoundaryLimits limits) {
    this.policy = policy;
    this.limits = limits;
  }

  /// A hop to be made.
  ///
  /// @param parent the delegator's hop
  /// @param delegate who gets it
  /// @param key the key it is bound to
  /// @param wanted its boundary; what was consented to, or within it
  /// @param endsAt its end
  /// @param depthMax the deepest hop that may come of it; null for the parent's own bound
  /// @param narrow whether to cut `wanted` down instead of refusing it
  record Proposal(
      Hop parent,
      Client delegate,
      VerificationKey key,
      Boundary wanted,
      Instant endsAt,
      @Nullable Integer depthMax,
      boolean narrow) {}

  /// What is granted of a proposal.
  ///
  /// @param parents for each permission, the index of the parent hop's
  record Granted(Boundary boundary, List<Integer> parents, int depthMax, List<String> cut) {
    Granted {
      parents = List.copyOf(parents);
      cut = List.copyOf(cut);
    }
  }

  /// Checks a proposal.
  ///
  /// @throws Denial with the first check that failed
  Granted check(TaskState state, ControlState control, Proposal proposal, Instant at)
      throws Denial {
    Hop parent = proposal.parent;
    requireLive(state, control, parent, at);
    if (state.isBarred(proposal.delegate.id(), proposal.key.thumbprint(), parent.id())) {
      throw Denial.of(Code.ACCESS_DENIED, "the delegate was revoked below this delegator");
    }
    if (state.breakers().suspends(proposal.delegate.id())) {
      throw Denial.of(
          Code.ACCESS_DENIED, "a circuit breaker has suspended the delegate in this task");
    }
    List<Hop> chain = state.chain(parent.id());
    Boundary boundary = proposal.wanted;
    List<String> cut = List.of();
    if (proposal.narrow) {
      Meet meet = meet(proposal);
      boundary = meet.boundary();
      cut = meet.cuts().stream().map(Delegating::sentence).toList();
      if (boundary.permissions().isEmpty()) {
        throw Denial.of(
            Code.INVALID_AUTHORIZATION_DETAILS, "nothing of the request is within its bounds");
      }
    }
    int depthMax = depth(proposal);
    requireNoCycle(chain, proposal.delegate);
    requireLifetime(state, proposal, at);
    requireSize(boundary);
    List<Integer> parents = attenuated(parent, boundary);
    requirePassable(proposal, boundary, parents);
    requireEntitled(proposal.delegate, chain, boundary);
    requireNotContained(chain, boundary);
    return new Granted(boundary, parents, depthMax, cut);
  }

  private Meet meet(Proposal proposal) throws Denial {
    Hop parent = proposal.parent;
    try {
      return Meet.of(
          proposal.wanted, parent.boundary(), ceiling(proposal.delegate, parent), limits);
    } catch (InvalidBoundaryException e) {
      throw Denial.of(Widening.refusal(e));
    }
  }

  private static void requireLive(TaskState state, ControlState control, Hop parent, Instant at)
      throws Denial {
    var faults = Liveness.faults(state, control, parent.id(), at);
    if (!faults.isEmpty()) {
      throw Denial.unusable(faults.getFirst().code());
    }
  }

  private int depth(Proposal proposal) throws Denial {
    int bound = Math.min(proposal.parent.depthMax(), policy.lifetimes().depth());
    int depth = proposal.parent.depth() + 1;
    if (depth > bound) {
      throw Denial.of(
          Code.INVALID_REQUEST, "the chain would be deeper than its bound, which is " + bound);
    }
    int wanted = proposal.depthMax == null ? bound : proposal.depthMax;
    if (wanted > bound || wanted < depth) {
      throw Denial.of(
          Code.INVALID_REQUEST,
          "`del_max_depth` must be from " + depth + " to the delegator's, which is " + bound);
    }
    return wanted;
  }

  private static void requireNoCycle(List<Hop> chain, Client delegate) throws Denial {
    if (chain.stream().anyMatch(hop -> hop.client().equals(delegate.id()))) {
      throw Denial.of(Code.INVALID_REQUEST, "the delegate is already an actor of this chain");
    }
  }

  private void requireLifetime(TaskState state, Proposal proposal, Instant at) throws Denial {
    if (!proposal.endsAt.isAfter(at)) {
      throw Denial.of(Code.INVALID_REQUEST, "the end of the hop has passed");
    }
    if (proposal.endsAt.isAfter(proposal.parent.endsAt())
        || proposal.endsAt.isAfter(state.requireHeader().expiresAt())) {
      throw Denial.of(Code.INVALID_REQUEST, "the hop would outlive the one above it, or the task");
    }
    var longest = policy.lifetimes().hop();
    if (proposal.endsAt.isAfter(at.plus(longest))) {
      throw Denial.of(
          Code.INVALID_REQUEST,
          "the hop would live longer than policy allows, which is " + longest);
    }
  }

  private void requireSize(Boundary boundary) throws Denial {
    String excess = policy.sizes().excess(boundary);
    if (excess != null) {
      throw Denial.of(Code.INVALID_AUTHORIZATION_DETAILS, excess);
    }
  }

  private static List<Integer> attenuated(Hop parent, Boundary boundary) throws Denial {
    var violations = Attenuation.violations(parent.boundary(), boundary);
    if (!violations.isEmpty()) {
      throw Denial.of(Widening.refusal(violations, "the delegator's"));
    }
    return Attenuation.parents(parent.boundary(), boundary);
  }

  private static void requirePassable(Proposal proposal, Boundary boundary, List<Integer> parents)
      throws Denial {
    Client delegate = proposal.delegate;
    int depth = proposal.parent.depth() + 1;
    for (int i = 0; i < boundary.permissions().size(); i++) {
      Permission above = proposal.parent.boundary().permissions().get(parents.get(i));
      var delegation = above.delegation();
      if (delegation == null
          || depth > delegation.maxDepth()
          || !delegation.admits(delegate.id(), delegate.actProfile())) {
        throw Denial.of(
            Code.INVALID_AUTHORIZATION_DETAILS,
            "permission " + i + " may not be passed on to this delegate at this depth");
      }
    }
  }

  private void requireEntitled(Client delegate, List<Hop> chain, Boundary boundary) throws Denial {
    var beyond = policy.mayHold(delegate.id()).violations(boundary);
    if (!beyond.isEmpty()) {
      throw Denial.of(Widening.refusal(beyond, "what policy entitles the delegate to"));
    }
    for (Hop ancestor : chain) {
      if (!policy.mayDelegate(ancestor.client()).violations(boundary).isEmpty()) {
        throw Denial.unusable("policy does not let `" + ancestor.client() + "` delegate this");
      }
    }
  }

  private static void requireNotContained(List<Hop> chain, Boundary boundary) throws Denial {
    for (Hop hop : chain) {
      for (Removal removal : hop.removals()) {
        if (boundary.permissions().stream().anyMatch(removal::overlaps)) {
          throw Denial.of(
              Code.INVALID_AUTHORIZATION_DETAILS,
              "the boundary has a permission that was removed from the task");
        }
      }
    }
  }

  /// Whatever policy lets the delegate hold. Entitlements say what and not to whom, so that their
  /// silence on delegation must not cut what the parent passes on.
  private Boundary ceiling(Client delegate, Hop parent) {
    var delegates =
        parent.boundary().permissions().stream()
            .map(Permission::delegation)
            .filter(java.util.Objects::nonNull)
            .flatMap(delegation -> delegation.allowedDelegates().stream())
            .distinct()
            .toList();
    var passing =
        delegates.isEmpty() ? null : new Delegation(policy.lifetimes().depth(), delegates);
    return new Boundary(
        policy.mayHold(delegate.id()).boundary().permissions().stream()
            .map(permission -> permission.withDelegation(passing))
            .toList());
  }

  private static String sentence(Meet.Cut cut) {
    String what = "permission " + cut.request() + (cut.whole() ? " is left out" : " is cut down");
    return cut.excesses().isEmpty() ? what : what + ": " + cut.excesses().getFirst().sentence();
  }
}
