package io.legate.demo.server;

import io.legate.client.resource.ObligationHandler;
import io.legate.client.resource.Permit;
import io.legate.demo.message.Fields;
import io.legate.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/// Meets `notify`: a mail to everybody whom policy wants to be told, before the action happens. One
/// that cannot be written keeps it from happening.
public final class Notices implements ObligationHandler {

  private final Outbox outbox;

  /// @param folder where the mails lie
  public Notices(Path folder, Clock clock) throws IOException {
    this.outbox = new Outbox(folder, clock);
  }

  @Override
  public void meet(Json.Obj obligation, Permit permit) throws Exception {
    var action = permit.decided();
    for (String to : new Fields(obligation).strings("to")) {
      outbox.send(
          to,
          "About to happen: " + action.action(),
          action.resource() + "\nby decision " + permit.decisionId() + "\n");
    }
  }
}
