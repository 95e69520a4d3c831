package io.legate.app.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.legate.assembly.Site;
import io.legate.authorize.TasklessQuestion;
import io.legate.identity.TaskId;
import io.legate.issue.IssuedInstance;
import io.legate.retention.Erasure.Erased;
import io.legate.retention.Order;
import io.legate.revoke.Signals;
import io.legate.revoke.TaskSteering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Work for a subject whose data can be told from everything else by its bytes.
final class Marked {

  static final String ALICE = "user:corp:alice";

  /// Everything of hers that anybody wrote down.
  static final List<String> MARKS =
      List.of(ALICE, "literal-7f3a2c", "argument-91bc4d", "reason-55e0aa");

  private Marked() {}

  /// A task of hers with a long history, so that there is a snapshot of it; beside it what is known
  /// of her outside of it, and a task of another.
  static TaskId work(Site site) throws Exception {
    var task =
        site.open(
            "orchestrator",
            Site.ALL,
            site.requestId(),
            4,
            site.aliceFor("orchestrator"),
            List.of(MARKS.get(1)));
    var hop = site.renew("orchestrator", task.token(), Site.ERP);
    for (int i = 0; i < 80; i++) {
      act(site, hop, MARKS.get(2));
    }
    act(site, site.renew("orchestrator", other(site), Site.ERP), "of nobody");
    site.use
        .signals()
        .set(
            site.caller("ops"),
            new Signals.Setting(site.requestId(), "risk", ALICE, "7", Duration.ofDays(1)));
    var _ =
        site.use
            .taskless()
            .decide(
                site.pep("rs:erp"),
                new TasklessQuestion(
                    "user",
                    "corp:alice",
                    Site.action("payments.create", "erp://acme/invoices/1", "{}")));
    return task.token().task();
  }

  private static IssuedInstance other(Site site) throws Exception {
    return site.open("orchestrator", Site.ALL).token();
  }

  private static void act(Site site, IssuedInstance hop, String note) throws Exception {
    String arguments = "{\"amount\":\"5.00\",\"note\":\"%s\"}".formatted(note);
    var _ =
        site.authorize("orchestrator", hop, "payments.create", "erp://acme/invoices/1", arguments);
  }

  static void end(Site site, TaskId task) throws Exception {
    var _ =
        site.use
            .steering()
            .complete(
                new TaskSteering.Order(
                    site.caller("orchestrator"), site.requestId(), task, null, MARKS.get(3)));
  }

  static Order order(Site site) throws Exception {
    return new Order(site.caller("ops"), site.requestId(), "asked for on paper");
  }

  static Erased erase(Site site) throws Exception {
    return site.use.erasure().erase(order(site), ALICE, null);
  }

  /// Returns which marks stand in which files below a folder, byte for byte.
  static List<String> marksIn(Path folder) throws IOException {
    var found = new ArrayList<String>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (String mark : MARKS) {
          if (holds(bytes, mark.getBytes(UTF_8))) {
            found.add(file.getFileName() + ": " + mark);
          }
        }
      }
    }
    return found;
  }

  private static boolean holds(byte[] bytes, byte[] mark) {
    outer:
    for (int at = 0; at + mark.length <= bytes.length; at++) {
      for (int i = 0; i < mark.length; i++) {
        if (bytes[at + i] != mark[i]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }
}
