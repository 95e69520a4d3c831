package io.legate.boundary;

import java.util.List;

/// One permission of a child boundary that is not contained in its parent.
public sealed interface Violation {

  /// Returns the index of the permission in the child.
  int child();

  /// `from` names a permission that the parent does not have.
  ///
  /// @param from the index that is named
  /// @param parentCount how many permissions the parent has
  record NoSuchParent(int child, int from, int parentCount) implements Violation {}

  /// No permission of the parent contains it, or the one that `from` names does not.
  ///
  /// @param against what keeps it out of each candidate, the nearest first: those with the fewest
  ///   excesses, at most [Attenuation#CANDIDATES_TOLD_MAX] of them
  /// @param candidateCount how many there were
  record NotContained(int child, List<Against> against, int candidateCount) implements Violation {
    public NotContained {
      against = List.copyOf(against);
    }
  }

  /// Why one permission of the parent does not contain it.
  ///
  /// @param parent the index of that permission
  /// @param excesses every way in which the child goes beyond it; never empty
  record Against(int parent, List<Excess> excesses) {
    public Against {
      excesses = List.copyOf(excesses);
    }
  }
}
