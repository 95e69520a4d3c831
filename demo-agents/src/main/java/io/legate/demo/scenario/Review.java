package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Person;
import io.legate.demo.stage.Reviewer;
import io.legate.demo.stage.StageException;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.v1.Escalation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What one person is asked about one job, and what they answer.
final class Review {

  /// The broker's clock is read after ours.
  private static final Duration MARGIN = Duration.ofMillis(200);

  private final Play play;
  private final Job job;
  private final Person person;
  private final Reviewer reviewer;

  Review(Play play, Job job, Person person) {
    this.play = play;
    this.job = job;
    this.person = person;
    this.reviewer = play.stage().reviewer(person);
  }

  /// Returns the newest action of the job that waits for the person, and shows it as the person
  /// sees it.
  Escalation asked() throws StageException {
    Escalation waiting =
        reviewer.waiting(job.task()).stream()
            .findFirst()
            .orElseThrow(() -> new StageException("nothing waits for " + person.word()));
    play.account().asked(person.word(), waiting);
    return waiting;
  }

  /// Expects the person to see exactly this call of the assistant's, for whom and what for.
  Escalation sees(String name, Call call, String purpose) throws StageException {
    Escalation waiting = asked();
    var action =
        Json.Obj.with("action", call.action().name())
            .with("resource", call.action().resource())
            .with("arguments", call.action().arguments())
            .build();
    var actors = List.of(Party.ASSISTANT.clientId(), Party.ORCHESTRATOR.clientId());
    String expected = told(Jcs.text(action), actors, Play.SUBJECT, purpose);
    String found =
        told(
            waiting.getAction(),
            waiting.getActorsList(),
            waiting.getSubject(),
            waiting.getPurpose());
    boolean why = waiting.getDetailsCount() > 0;
    play.step(name, expected, found, found.equals(expected) && why);
    return waiting;
  }

  private static String told(String action, List<String> actors, String subject, String purpose) {
    return "%s by %s for %s: %s".formatted(action, String.join(" < ", actors), subject, purpose);
  }

  /// Expects so many actions of the job to wait for the person.
  void waiting(String name, int count) throws StageException {
    int found = reviewer.waiting(job.task()).size();
    play.step(name, count + " waiting", found + " waiting", found == count);
  }

  /// Expects a person who is not asked to see nothing of it, not even by its name.
  void hidden(String name, Escalation waiting) throws StageException {
    String found = reviewer.waiting(job.task()).size() + " waiting; " + reviewer.status(waiting);
    play.step(name, "0 waiting; not_found", found, found.equals("0 waiting; not_found"));
  }

  /// Expects an approval of exactly this action to count.
  void approves(String name, Escalation waiting, String comment) throws StageException {
    answered(name, "approved", reviewer.approve(waiting, comment), comment);
  }

  /// Expects an approval to be refused for a reason.
  void cannotApprove(String name, Escalation waiting, String reason) throws StageException {
    answered(name, reason, reviewer.approve(waiting, ""), "");
  }

  /// Expects a denial to count.
  void denies(String name, Escalation waiting, String comment) throws StageException {
    answered(name, "denied", reviewer.deny(waiting, comment), comment);
  }

  /// Expects an approval of more than this action to count.
  ///
  /// @param permission what is approved, within the permission that was asked under
  void approvesWithin(
      String name, Escalation waiting, Json.Obj permission, Instant until, String comment)
      throws StageException {
    String found = reviewer.approveWithin(waiting, permission, until, comment);
    answered(name, "approved", found, comment);
  }

  private void answered(String name, String expected, String found, String comment) {
    play.account().answered(person.word(), found, comment);
    play.step(name, expected, found, found.equals(expected));
  }

  /// Expects the broker to say that it stands so.
  void stands(String name, Escalation waiting, String status) throws StageException {
    String found = reviewer.status(waiting);
    play.step(name, status, found, found.equals(status));
  }

  /// Lets the time go by in which the person could have answered.
  void saysNothing(Escalation waiting) throws StageException {
    play.account().doing(person.word() + " says nothing");
    var lapsesAt = waiting.getLapsesAt();
    play.await(Instant.ofEpochSecond(lapsesAt.getSeconds(), lapsesAt.getNanos()).plus(MARGIN));
  }
}
