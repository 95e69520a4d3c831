package io.legate.demo.scenario;

import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Rows;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;

/// Leads of a sales system, to be read only. The limit is 40 an hour, so that it is met with what
/// the demonstration's system holds; a real one would say 1,000.
final class LeadsScenario {

  private final Play play;

  LeadsScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    Job job = Job.open(play, "Look through the leads", "read_leads", Json.Obj.EMPTY);
    shown(job, "S60 leads are read", 25, 25);
    job.expect(
        "S60 and not changed",
        Rows.update("Lead", "l-001", "won"),
        "deny, action_not_held /action");
    long won = play.count(Party.LEADS, "SELECT count(*) FROM lead WHERE status = 'won'");
    play.step("S60 the lead is as it was", "0 changed", won + " changed", won == 0);
    job.expect(
        "S60 other objects are not read",
        Rows.objects("Account", 5),
        "deny, resource_not_held /resource");
    shown(job, "S60 within the hour 40 are shown, however many are asked for", 25, 15);
    job.expect("S60 and then none", Rows.objects("Lead", 1), "rate_limited, limit_spent");
  }

  private void shown(Job job, String name, long asked, long expected)
      throws StageException, BadMessageException, SQLException {
    Job.Tried tried = job.tryTo(Rows.objects("Lead", asked));
    int count =
        tried.body().object().get("objects") == null ? 0 : tried.body().items("objects").size();
    play.step(
        name,
        "allow; " + expected + " leads",
        tried.answer() + "; " + count + " leads",
        tried.answer().equals("allow") && count == expected);
  }
}
