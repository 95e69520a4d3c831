package io.legate.issue;

import io.legate.boundary.Excess;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Violation;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.refusal.RefusedException.Detail;
import java.util.ArrayList;
import java.util.List;

/// A boundary that cannot be granted, in the words of the wire (RFC 9396 section 5).
public final class Widening {

  private static final String POINTER = "/authorization_details/";

  private Widening() {}

  /// Returns the refusal of a boundary that goes beyond `whose`.
  ///
  /// @param whose what it goes beyond, such as "the parent hop's boundary"
  public static RefusedException refusal(List<Violation> violations, String whose) {
    var details = new ArrayList<Detail>();
    for (Violation violation : violations) {
      String pointer = POINTER + violation.child();
      switch (violation) {
        case Violation.NoSuchParent(_, var from, _) ->
            details.add(
                new Detail(pointer + "/from", "no_such_parent", "there is no permission " + from));
        case Violation.NotContained(_, var against, _) -> {
          if (against.isEmpty()) {
            details.add(new Detail(pointer, "not_contained", "nothing there contains it"));
          } else {
            for (Excess excess : against.getFirst().excesses()) {
              details.add(new Detail(pointer, excess.code(), excess.sentence()));
            }
          }
        }
      }
    }
    return new RefusedException(
        Code.INVALID_AUTHORIZATION_DETAILS,
        "the boundary goes beyond " + whose + ": " + details.getFirst().sentence(),
        details);
  }

  /// Returns the refusal of text that is not a boundary.
  public static RefusedException refusal(InvalidBoundaryException e) {
    var details =
        e.problems().stream()
            .map(
                problem ->
                    new Detail(
                        "/authorization_details" + problem.pointer(),
                        problem.reason().code(),
                        problem.sentence()))
            .toList();
    var first = details.getFirst();
    return new RefusedException(
        Code.INVALID_AUTHORIZATION_DETAILS,
        "`" + first.pointer() + "` " + first.sentence(),
        details);
  }
}
