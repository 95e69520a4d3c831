package io.legate.policy;

import io.legate.control.ControlState;

/// Finds the policy that is in force as of a control state.
///
/// Pure in what it answers: the same control state always gives the same policy, whichever node
/// asks. Safe for concurrent use and cheap enough to be asked for every decision.
public interface Policies {

  /// Returns the policy in force; one that entitles nobody to anything where there is none, or
  /// where the recorded one cannot be understood by this version.
  Policy inForce(ControlState control);
}
