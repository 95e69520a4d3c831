package io.legate.authorize;

import io.legate.approval.Ground;
import io.legate.approval.Need;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What people are to be asked about an action.
///
/// @param permission index of the hop's permission that the action is under
/// @param answerWithin how long they are waited for
/// @param waiting the decision that asked them already; null where nobody has
public record Plea(
    int permission,
    List<Ground> grounds,
    List<Need> needs,
    Duration answerWithin,
    @Nullable Long waiting) {
  public Plea {
    grounds = List.copyOf(grounds);
    needs = List.copyOf(needs);
  }

  /// Returns the reasons that the resource server is told.
  List<Reason> reasons() {
    return grounds.stream()
        .map(
            ground ->
                Reason.of(
                    Check.APPROVAL,
                    ground.code(),
                    needs.get(ground.need()).approvers().isEmpty()
                        ? ground.sentence() + "; nobody is named who may, so it can only lapse"
                        : ground.sentence()))
        .toList();
  }
}
