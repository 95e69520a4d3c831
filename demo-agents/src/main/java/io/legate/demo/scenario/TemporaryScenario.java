package io.legate.demo.scenario;

import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Shop;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;
import java.time.Instant;

/// Access for seconds, and a team whose agent is halted everywhere.
final class TemporaryScenario {

  private static final int SECONDS = 8;

  private final Play play;

  TemporaryScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    Instant end = Instant.now().plusSeconds(SECONDS + 1);
    Job job =
        Job.open(
            play,
            new Job.Order(
                "Look at one purchase",
                "refund_own_purchases",
                Json.Obj.EMPTY,
                play.subjectToken(),
                SECONDS));
    var call = Shop.read("alice", "s-1001");
    job.expect("S85 access for " + SECONDS + " seconds", call, "allow");
    play.account().doing("waiting for the task to end by itself");
    play.await(end);
    Job.Tried tried = job.tryTo(call);
    play.step(
        "S85 ends by itself", "no further call", tried.answer(), !tried.answer().equals("allow"));
    team();
  }

  private void team() throws StageException, BadMessageException, SQLException {
    Job job = Job.open(play, "Look at purchases", "refund_own_purchases", Json.Obj.EMPTY);
    var call = Shop.read("alice", "s-1001");
    job.expect("S85 a team's agent works", call, "allow");
    String agent = Party.ASSISTANT.clientId();
    play.account().doing("suspending " + agent);
    play.stage().operator().suspend(agent);
    job.expect("S85 until the team is suspended", call, "deny, holder_suspended");
    play.stage().operator().restore(agent);
    job.expect("S85 and works again when it is back", call, "allow");
  }
}
