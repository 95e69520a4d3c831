package io.legate.demo.scenario;

import io.legate.demo.catalogue.Forge;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;
import java.util.List;

/// Code of one repository, without what is secret in it.
final class CodeScenario {

  private final Play play;

  CodeScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    Job job =
        Job.open(
            play,
            "Review the web shop",
            "review_code",
            Json.Obj.with("repository", "webshop").build());
    for (String path : List.of("README.md", "src/cart.py", "src/environment.py")) {
      job.expect("S61 " + path + " is read", Forge.file("webshop", path), "allow");
    }
    for (String path :
        List.of(
            ".env",
            "deploy/.env.production",
            "secrets/signing-key.pem",
            "config/Secrets/token.txt")) {
      job.expect("S61 " + path + " is not", Forge.file("webshop", path), "deny, rule_denied");
    }
    job.expect(
        "S61 nor is another repository",
        Forge.file("payroll", "src/salaries.py"),
        "deny, resource_not_held /resource");
    long calls = play.count(Party.FORGE, "SELECT count(*) FROM call WHERE task = ?", job.task());
    long reasoned =
        play.count(
            Party.FORGE,
            """
            SELECT count(*) FROM call
            WHERE task = ? AND (answer = 'allow') = (decision_id <> '')
              AND (answer = 'allow') <> (length(reasons) > 2)\
            """,
            job.task());
    play.step(
        "S61 each is on record, with a decision or with the reason",
        "8 of 8 calls",
        reasoned + " of " + calls + " calls",
        calls == 8 && reasoned == 8);
  }
}
