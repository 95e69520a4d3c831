package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.json.Json;
import java.util.List;

/// What can be done with somebody's mail.
public final class Mailbox {

  private Mailbox() {}

  /// What a message is, as the mailbox has it and not as whoever asks says.
  ///
  /// @param received an RFC 3339 timestamp
  public record Message(
      String id,
      String user,
      String folder,
      boolean unread,
      long attachments,
      String received,
      String subject) {}

  /// Names what is in a folder.
  public static Call list(String user, String folder) {
    return Call.of(
        Party.MAILBOX,
        "GET",
        "users/" + user + "/folders/" + folder,
        new AgentAction(
            "messages.list",
            "message://acme/" + user + "/" + folder,
            Json.Obj.with("folder", folder).build()),
        null);
  }

  /// Shows a message.
  public static Call read(Message message) {
    return Call.of(Party.MAILBOX, "GET", "messages/" + message.id(), reading(message), null);
  }

  /// Shows several, each of which is decided by itself.
  ///
  /// @param ids of the messages, which the actions beside it are about
  public static Json.Obj batch(List<String> ids) {
    return Json.Obj.with("ids", Json.Arr.ofStrings(ids)).build();
  }

  /// What reading a message is.
  public static AgentAction reading(Message message) {
    return new AgentAction(
        "messages.read",
        "message://acme/" + message.user() + "/" + message.folder() + "/" + message.id(),
        Json.Obj.with("folder", message.folder())
            .with("unread", new Json.Bool(message.unread()))
            .with("attachments", message.attachments())
            .with("received", message.received())
            .with("subject", message.subject())
            .build());
  }
}
