package io.legate.approval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Whether the people who approved are enough. A person counts once, for one need, so each place of
/// each quorum must have a person of its own.
final class Quorum {

  private static final int NOBODY = -1;

  private final List<Need> places = new ArrayList<>();
  private final List<GivenAnswer> people;
  private final int[] takenBy;

  private Quorum(List<Need> needs, List<GivenAnswer> people) {
    for (Need need : needs) {
      for (int i = 0; i < need.quorum(); i++) {
        places.add(need);
      }
    }
    this.people = people;
    this.takenBy = new int[places.size()];
    Arrays.fill(takenBy, NOBODY);
  }

  /// Returns how many places of all quorums have a person.
  ///
  /// @param approving different people with different keys
  static int filled(List<Need> needs, List<GivenAnswer> approving) {
    var quorum = new Quorum(needs, approving);
    int filled = 0;
    for (int person = 0; person < approving.size(); person++) {
      if (quorum.seat(person, new boolean[quorum.places.size()])) {
        filled++;
      }
    }
    return filled;
  }

  /// Returns how many places there are.
  static int size(List<Need> needs) {
    return needs.stream().mapToInt(Need::quorum).sum();
  }

  /// Gives the person a place, moving others to places that they can take as well.
  private boolean seat(int person, boolean[] tried) {
    GivenAnswer answer = people.get(person);
    for (int place = 0; place < tried.length; place++) {
      if (tried[place] || !places.get(place).isOpenTo(answer.by(), answer.roles())) {
        continue;
      }
      tried[place] = true;
      if (takenBy[place] == NOBODY || seat(takenBy[place], tried)) {
        takenBy[place] = person;
        return true;
      }
    }
    return false;
  }
}
