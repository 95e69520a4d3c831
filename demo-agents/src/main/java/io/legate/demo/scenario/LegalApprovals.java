package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Legal;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Person;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Job.Effect;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import io.legate.v1.Escalation;
import java.sql.SQLException;

/// A brief is drafted freely; counsel stands for what leaves the house.
final class LegalApprovals {

  private static final Effect DRAFTS = new Effect(Party.LEGAL, "draft", "draft");
  private static final Effect FILINGS = new Effect(Party.LEGAL, "filing", "filing");
  private static final Effect LETTERS = new Effect(Party.LEGAL, "letter", "letter");
  private static final String WAITS = "escalate, approval_needed";
  private static final String LAWYER = "alice";
  private static final String MATTER = "m-17";
  private static final String COURT = "Landgericht Stuttgart";
  private static final String OTHER_SIDE = "Nordlicht GmbH";
  private static final String READ = "We deny the claim and ask for its dismissal.";
  private static final String REWRITTEN = "We admit the claim.";

  private final Play play;

  LegalApprovals(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    String purpose = "Answer the claim of " + OTHER_SIDE;
    Job job = Job.open(play, purpose, "work_on_matters", Json.Obj.EMPTY);
    var counsel = new Review(play, job, Person.COUNSEL);
    job.expect("S23 legal: drafting needs nobody", draft(READ), "allow", DRAFTS, 1);
    var filing = Legal.file(LAWYER, MATTER, "reply", COURT, READ);
    job.expect("S23 filing with the court waits", filing, WAITS, FILINGS, 0);
    Escalation read = counsel.sees("S23 counsel reads all of what is filed", filing, purpose);
    counsel.approves("S23 counsel approves", read, "as discussed");
    job.expect("S24 the draft is rewritten after that", draft(REWRITTEN), "allow", DRAFTS, 1);
    job.expect(
        "S24 an agent that says it is what counsel read is turned away",
        filing,
        "unauthenticated, invalid_dpop_proof",
        FILINGS,
        0);
    var other = Legal.file(LAWYER, MATTER, "reply", COURT, REWRITTEN);
    job.expect("S24 the new text waits", other, WAITS, FILINGS, 0);
    counsel.denies("S23 counsel reads it and says no", counsel.asked(), "we admit nothing");
    job.expect("S24 it is not filed", other, "deny, approval_denied", FILINGS, 0);
    job.expect("S23 the text that counsel read is drafted again", draft(READ), "allow", DRAFTS, 1);
    job.expect("S24 and filed", filing, "allow", FILINGS, 1);
    filed(job);
    job.expect(
        "S23 in another lawyer's matter nothing is filed, and nobody asked",
        Legal.draft("bob", "m-31", "reply", READ),
        "deny, resource_not_held /resource",
        FILINGS,
        1);
    letter(job, counsel);
  }

  private void filed(Job job) throws SQLException {
    String text = play.text(Party.LEGAL, "SELECT text FROM filing WHERE task = ?", job.task());
    play.step("S24 what the court has", READ, text, text.equals(READ));
  }

  /// Silence, in a time short enough to be waited for.
  private void letter(Job job, Review counsel)
      throws StageException, BadMessageException, SQLException {
    var letter = Legal.send(LAWYER, MATTER, "reply", OTHER_SIDE, READ);
    job.expect("S23 a letter to the other side waits", letter, WAITS, LETTERS, 0);
    Escalation waiting = counsel.asked();
    counsel.saysNothing(waiting);
    counsel.cannotApprove("S6 three seconds later it is too late", waiting, "lapsed");
    job.expect("S6 silence is a denial", letter, "deny, approval_lapsed", LETTERS, 0);
    counsel.stands("S6 on record", waiting, "lapsed");
  }

  private static Call draft(String text) {
    return Legal.draft(LAWYER, MATTER, "reply", text);
  }
}
