package io.legate.chaos.check;

import java.util.ArrayList;
import java.util.List;

/// Judges all evidence by all invariants but I7, which is about time and judged by [Availability].
public final class Checker {

  private Checker() {}

  /// Returns everything that does not hold.
  public static List<Violation> check(Evidence evidence) {
    var found = new ArrayList<Violation>();
    found.addAll(LimitsCheck.check(evidence));
    found.addAll(RevocationsCheck.check(evidence));
    found.addAll(RecordCheck.check(evidence));
    found.addAll(OnceCheck.check(evidence));
    found.addAll(RetriesCheck.check(evidence));
    found.addAll(CutOffCheck.check(evidence));
    found.addAll(LeaksCheck.check(evidence));
    return found;
  }
}
