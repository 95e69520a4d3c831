package io.legate.demo.scenario;

import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Sales;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Job.Effect;
import io.legate.demo.server.Outbox;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/// Offers by an agent of a sales representative.
final class QuotesScenario {

  private static final Effect QUOTES = new Effect(Party.SALES, "quote", "quote");

  private final Play play;

  QuotesScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException, IOException {
    Job job = Job.open(play, "Answer two customers", "write_quotes", Json.Obj.EMPTY);
    job.expect(
        "S58 an offer with 10 percent off",
        Sales.quote("alice", "northwind", "12000.00", "10"),
        "allow",
        QUOTES,
        1);
    job.expect(
        "S58 over 10 percent a person must approve",
        Sales.quote("alice", "northwind", "12000.00", "10.5"),
        "escalate, approval_needed",
        QUOTES,
        1);
    job.expect(
        "S58 up to 15",
        Sales.quote("alice", "contoso", "4000.00", "15"),
        "escalate, approval_needed",
        QUOTES,
        1);
    job.expect(
        "S58 over 15 nobody is asked",
        Sales.quote("alice", "contoso", "4000.00", "15.01"),
        "deny, argument_refused /arguments/discount",
        QUOTES,
        1);
    job.expect(
        "S37 a customer of another representative gets none",
        Sales.quote("bob", "fabrikam", "100.00", "0"),
        "deny, resource_not_held /resource",
        QUOTES,
        1);
    mails(job);
  }

  private void mails(Job job)
      throws StageException, BadMessageException, SQLException, IOException {
    var known = List.of("buying@company.example", "anna@partner.example");
    job.expect(
        "S59 it is mailed to known domains", Sales.send("alice", "northwind", known), "allow");
    for (String stranger :
        List.of(
            "eve@company.example.evil.example",
            "eve@evil-company.example",
            "eve@sub.partner.example",
            "eve@company.example@evil.example")) {
      job.expect(
          "S59 and not to " + stranger,
          Sales.send("alice", "northwind", List.of("anna@partner.example", stranger)),
          "deny, argument_refused /arguments/recipients");
    }
    List<String> sent = Outbox.recipients(play.folder().mails(Party.SALES));
    play.step(
        "S59 what lies in the outbox",
        String.join(", ", known),
        String.join(", ", sent),
        sent.containsAll(known) && sent.size() == known.size());
  }
}
