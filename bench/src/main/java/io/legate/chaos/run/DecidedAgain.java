package io.legate.chaos.run;

import io.legate.cel.CelConditions;
import io.legate.chaos.stage.StageException;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.postgres.PostgresRecords;
import io.legate.ledger.postgres.PostgresTarget;
import io.legate.review.Period;
import io.legate.review.Replay;
import io.legate.review.ReplayReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every decision of a run decided again from the records alone, as `legate policy replay` does.
///
/// This is the brokers' own code and no second opinion on what is right: it shows that nothing a
/// decision rested on was left out of its record, whatever was done to the brokers meanwhile.
final class DecidedAgain {

  private static final int TOLD_MAX = 3;

  private DecidedAgain() {}

  /// Returns what came out otherwise, or could not be decided.
  ///
  /// @param measures which are added to
  static List<String> all(PostgresTarget target, Map<String, Double> measures)
      throws StageException {
    var report = new ReplayReport(null);
    try (var records = PostgresRecords.open(target)) {
      new Replay(records, new CelConditions(), null).run(Period.ALL, report, (_, _) -> {});
    } catch (LedgerUnavailableException e) {
      throw new StageException("the records cannot be read", e);
    }
    measures.put("decisions", (double) report.decisions());
    measures.put("reproduced", (double) report.reproduced());
    var failures = new ArrayList<String>();
    report.differing().stream()
        .limit(TOLD_MAX)
        .forEach(one -> failures.add("decided again otherwise: " + one));
    report
        .lacking()
        .forEach((what, count) -> failures.add("%s decisions lack %s".formatted(count, what)));
    if (report.reproduced() == 0) {
      failures.add("no decision was decided again: this shows nothing");
    }
    return failures;
  }
}
