package io.legate.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.issue.IssuedInstance;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.server.PostgresServer;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Drafts;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEventJson;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a broker answers while its database is gone, and what is left afterwards: unavailable,
/// never an ALLOW that is not on the record, and it goes on by itself once the database is back.
class PostgresOutagesTest {

  private static final String PAYMENTS =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],"limits":[{"name":"n","count":4}]}]
      """;

  @Test
  void aDatabaseThatIsGoneIsNeverAnAllowAndNothingIsLost() throws Exception {
    try (var server = PostgresServer.start()) {
      String database = server.newDatabase();
      try (var ledger = Databases.open(server, database, 1);
          var site = new Site(Clock.systemUTC(), ledger)) {
        var task = site.open("orchestrator", PAYMENTS);
        var erp = site.renew("orchestrator", task.token(), Site.ERP);
        assertThat(ask(site, erp)).isEqualTo(Outcome.ALLOW);

        server.crash();
        assertThat(ask(site, erp)).isNull();
        server.startAgain();
        assertThat(askUntilAnswered(site, erp)).isEqualTo(Outcome.ALLOW);

        // The one in between may have been recorded after all, and is counted then.
        int allowed = allows(ledger, erp);
        assertThat(allowed).isBetween(2, 3);
        for (int i = allowed; i < 4; i++) {
          assertThat(ask(site, erp)).isEqualTo(Outcome.ALLOW);
        }
        assertThat(ask(site, erp)).isEqualTo(Outcome.RATE_LIMITED);
        ledger.verify();
      }
    }
  }

  private static Outcome askUntilAnswered(Site site, IssuedInstance erp) throws Exception {
    for (int i = 0; i < 100_000; i++) {
      Outcome answered = ask(site, erp);
      if (answered != null) {
        return answered;
      }
    }
    throw new AssertionError("the broker did not recover");
  }

  /// Returns what was decided, or null where the broker was unavailable.
  private static @Nullable Outcome ask(Site site, IssuedInstance erp) throws Exception {
    try {
      return Site.outcome(
          site.authorize("orchestrator", erp, "payments.create", "erp://acme/i1", "{}"));
    } catch (RefusedException e) {
      assertThat(e.code()).isEqualTo(Code.TEMPORARILY_UNAVAILABLE);
      return null;
    }
  }

  private static int allows(PostgresLedger ledger, IssuedInstance erp) throws Exception {
    int allows = 0;
    for (StoredEvent event : ledger.stream(Drafts.stream(erp.task()), 0, 100_000)) {
      var recorded = RecordedEvent.of(event);
      if (TaskEventJson.read(EventKind.of(recorded.kind()), recorded.data())
              instanceof Decided(var decision)
          && decision.outcome().equals("allow")) {
        allows++;
      }
    }
    return allows;
  }
}
