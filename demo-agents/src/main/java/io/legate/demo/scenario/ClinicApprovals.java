package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Clinic;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Person;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Job.Effect;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import io.legate.v1.Escalation;
import java.sql.SQLException;

/// A patient's treatment is read freely; the physician decides on what changes it.
final class ClinicApprovals {

  private static final Effect CHANGES = new Effect(Party.CLINIC, "change", "change");
  private static final String WAITS = "escalate, approval_needed";
  private static final String PATIENT = "p-2001";
  private static final String BEFORE = "500 mg twice a day";
  private static final String AFTER = "850 mg twice a day";

  private final Play play;

  ClinicApprovals(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    String purpose = "Look after the treatment of " + PATIENT;
    Job job =
        Job.open(play, purpose, "look_after_patient", Json.Obj.with("patient", PATIENT).build());
    var physician = new Review(play, job, Person.PHYSICIAN);
    job.expect("S23 health: reading needs nobody", Clinic.read(PATIENT, "t-401"), "allow");
    job.expect(
        "S23 but not another patient's",
        Clinic.read("p-2002", "t-410"),
        "deny, resource_not_held /resource");
    Call change = Clinic.update(PATIENT, "t-401", "metformin", AFTER);
    job.expect("S23 changing a treatment waits", change, WAITS, CHANGES, 0);
    Escalation waiting = physician.sees("S23 the physician sees which and how", change, purpose);
    new Review(play, job, Person.COUNSEL)
        .hidden("S6 a person whom policy does not name sees nothing", waiting);
    dose("S24 until then the record is as it was", BEFORE);
    physician.approves("S23 the physician approves", waiting, "kidney function is fine");
    dose("S24 an answer changes nothing by itself", BEFORE);
    job.expect("S24 the change is made", change, "allow", CHANGES, 1);
    dose("S24 in the record", AFTER);
    job.expect("S24 once", change, WAITS, CHANGES, 1);
    Call other = Clinic.update(PATIENT, "t-402", "ramipril", "50 mg once a day");
    job.expect("S23 another change waits", other, WAITS, CHANGES, 1);
    physician.denies("S23 the physician says no", physician.asked(), "ten times the dose");
    job.expect("S24 and it is not made", other, "deny, approval_denied", CHANGES, 1);
    job.expect(
        "S23 about another patient's nobody is asked",
        Clinic.update("p-2002", "t-410", "warfarin", "5 mg once a day"),
        "deny, resource_not_held /resource",
        CHANGES,
        1);
  }

  private void dose(String name, String expected) throws SQLException {
    String found =
        play.text(Party.CLINIC, "SELECT dose FROM treatment WHERE treatment = ?", "t-401");
    play.step(name, expected, found, found.equals(expected));
  }
}
