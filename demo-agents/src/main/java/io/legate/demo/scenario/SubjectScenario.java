package io.legate.demo.scenario;

import io.legate.demo.catalogue.Mailbox;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Sales;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.stage.IdentityProvider;
import io.legate.demo.stage.IdentityProvider.Login;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// A person signs in at the company's provider, which says what they let the orchestrator do.
final class SubjectScenario {

  private static final String QUOTES = "write_quotes";

  private static final String CONSENT =
      """
      [{"type":"agent_action","actions":["quotes.create"],"locations":["https://sales.example"],
        "resources":["quote://sales/alice/*"]}]\
      """;

  private final Play play;

  SubjectScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    scopes();
    narrower();
    Login login = Login.of("alice", List.of(), "quotes.write");
    refused(
        "S67 a token that lets another agent work opens nothing",
        play.subjectToken(login.lettingOpen(Party.RESEARCH.clientId())),
        "subject_token");
    refused(
        "S67 nor does one that another provider signed",
        new IdentityProvider().subjectToken(login, Instant.now()),
        "subject_token");
    refused(
        "S67 nor one that is ten minutes old",
        play.stage().provider().subjectToken(login, Instant.now().minusSeconds(600)),
        "subject_token");
    String token = play.subjectToken(login);
    Job.open(play, order("Use a token", token));
    refused("S67 nor one that has opened a task", token, "");
  }

  /// The same person and agent, with and without a scope.
  private void scopes() throws StageException, BadMessageException, SQLException {
    Login login = Login.of("alice", List.of(), "quotes.write");
    Job quotes = Job.openFor(play, "Write a quote", QUOTES, login);
    quotes.expect(
        "S67 alice lets an agent write quotes",
        Sales.quote("alice", "northwind", "100.00", "5"),
        "allow");
    Job mail = Job.openFor(play, "Read mail", "triage_support_mail", login);
    mail.expect("S67 but not read her mail", Mailbox.list("alice", "inbox"), "deny, rule_denied");
    Job both =
        Job.openFor(
            play,
            "Read mail",
            "triage_support_mail",
            Login.of("alice", List.of(), "quotes.write mail.read"));
    both.expect("S67 until she does", Mailbox.list("alice", "inbox"), "allow");
    Job bobs =
        Job.openFor(play, "Write a quote", QUOTES, Login.of("bob", List.of(), "quotes.write"));
    bobs.expect(
        "S67 for bob the same job reaches only his own customers",
        Sales.quote("bob", "fabrikam", "100.00", "5"),
        "allow");
    bobs.expect(
        "S67 and not hers",
        Sales.quote("alice", "northwind", "100.00", "5"),
        "deny, resource_not_held /resource");
  }

  /// What a person consents to in detail is a ceiling of its own.
  private void narrower() throws StageException, BadMessageException {
    Login login =
        Login.of("alice", List.of(), "quotes.write")
            .within(new Json.Arr(Fields.readItems(CONSENT)));
    refused(
        "S67 a task that goes beyond what she agreed to in detail is not opened",
        play.subjectToken(login),
        "what the subject delegated");
  }

  private void refused(String name, String token, String why)
      throws StageException, BadMessageException {
    Fields answer = Job.tryToOpen(play, order(name, token));
    boolean isRefused = answer.object().get("task") == null;
    play.step(
        name,
        "no task",
        isRefused ? Job.refusal(answer) : "a task",
        isRefused && Job.refusal(answer).contains(why));
  }

  private static Job.Order order(String purpose, String token) {
    return new Job.Order(purpose, QUOTES, Json.Obj.EMPTY, token, 60);
  }
}
