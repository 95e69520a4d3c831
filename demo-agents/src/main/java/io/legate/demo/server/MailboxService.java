package io.legate.demo.server;

import io.legate.client.broker.AgentAction;
import io.legate.client.web.RequestException;
import io.legate.demo.catalogue.Mailbox;
import io.legate.demo.catalogue.Mailbox.Message;
import io.legate.demo.input.Csv;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// People's mail: `.eml` files in folders, and an index of what each is.
final class MailboxService {

  private static final String INDEX =
      """
      CREATE TABLE IF NOT EXISTS message (
        id TEXT PRIMARY KEY, user TEXT NOT NULL, folder TEXT NOT NULL, unread INTEGER NOT NULL,
        attachments INTEGER NOT NULL, received TEXT NOT NULL, subject TEXT NOT NULL,
        file TEXT NOT NULL) STRICT\
      """;

  private static final String COLUMNS = "id, user, folder, unread, attachments, received, subject";

  private final Routes routes;
  private final Path files;

  private MailboxService(Routes routes, Path files) {
    this.routes = routes;
    this.files = files;
  }

  /// @param now what the dates of the messages count back from
  static void mount(Routes.Site site, Path files, Instant now) throws SQLException, IOException {
    var service = new MailboxService(Routes.open(site, List.of(), INDEX), files);
    for (Csv.Row row : Seed.rows("message")) {
      service.deliver(row, now.truncatedTo(ChronoUnit.SECONDS));
    }
    service.mount();
  }

  private void deliver(Csv.Row row, Instant now) throws SQLException, IOException {
    Instant received =
        now.minus(Duration.ofDays(Long.parseLong(row.optional("days_ago"))))
            .minus(Duration.ofHours(1));
    boolean attached = !row.optional("attachment").isEmpty();
    Path file =
        files
            .resolve(row.optional("user"))
            .resolve(row.optional("folder"))
            .resolve(row.optional("id") + ".eml");
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(files));
    Files.writeString(file, eml(row, received, attached));
    routes
        .database()
        .update(
            "INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row.optional("id"),
            row.optional("user"),
            row.optional("folder"),
            row.optional("unread").equals("yes") ? 1 : 0,
            attached ? 1 : 0,
            received.toString(),
            row.optional("subject"),
            file.toString());
  }

  private static String eml(Csv.Row row, Instant received, boolean attached) {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(received.atOffset(ZoneOffset.UTC));
    String head =
        "From: %s\r\nTo: %s@acme.example\r\nSubject: %s\r\nDate: %s\r\nMIME-Version: 1.0\r\n"
            .formatted(row.optional("sender"), row.optional("user"), row.optional("subject"), date);
    if (!attached) {
      return head
          + "Content-Type: text/plain; charset=utf-8\r\n\r\n"
          + row.optional("body")
          + "\r\n";
    }
    return head
        + """
        Content-Type: multipart/mixed; boundary="part"

        --part
        Content-Type: text/plain; charset=utf-8

        %s
        --part
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename="%s"

        (what was attached)
        --part--
        """
            .formatted(row.optional("body"), row.optional("attachment"))
            .replace("\n", "\r\n");
  }

  private void mount() {
    routes.on(
        HttpMethod.GET,
        "/users/:user/folders/:folder",
        asked -> Mailbox.list(asked.part("user"), asked.part("folder")),
        (asked, obligations, decision) ->
            obligations
                .objects(list(asked.part("user"), asked.part("folder")))
                .map(messages -> Json.Obj.with("messages", messages).build()));
    routes.on(
        HttpMethod.GET,
        "/messages/:id",
        asked -> Mailbox.read(message(asked.part("id"))),
        (asked, obligations, decision) -> Enforcement.shown(obligations, open(asked.part("id"))));
    routes.onBatch(
        "/messages",
        asked -> {
          var actions = new ArrayList<AgentAction>();
          for (String id : asked.body().strings("ids")) {
            actions.add(Mailbox.reading(message(id)));
          }
          return actions;
        },
        (action, obligations) -> {
          String resource = action.resource();
          String id = resource.substring(resource.lastIndexOf('/') + 1);
          return Enforcement.shown(obligations, open(id));
        });
  }

  private List<Json.Obj> list(String user, String folder) throws SQLException {
    return routes
        .database()
        .query(
            "SELECT "
                + COLUMNS
                + " FROM message WHERE user = ? AND folder = ? ORDER BY received DESC, id",
            row -> json(message(row)).build(),
            user,
            folder);
  }

  private Message message(String id) throws SQLException, RequestException {
    return routes
        .database()
        .query("SELECT " + COLUMNS + " FROM message WHERE id = ?", MailboxService::message, id)
        .stream()
        .findFirst()
        .orElseThrow(Enforcement::nothingThere);
  }

  private static Message message(ResultSet row) throws SQLException {
    return new Message(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getInt(4) != 0,
        row.getLong(5),
        row.getString(6),
        row.getString(7));
  }

  private static Json.Builder json(Message message) {
    return Json.Obj.with("id", message.id())
        .with("user", message.user())
        .with("folder", message.folder())
        .with("unread", new Json.Bool(message.unread()))
        .with("attachments", message.attachments())
        .with("received", message.received())
        .with("subject", message.subject());
  }

  /// Shows a message, which is read from then on.
  private Optional<Json.Obj> open(String id) throws SQLException, RequestException, IOException {
    Message message = message(id);
    Path file = Path.of(routes.field("SELECT file FROM message WHERE id = ?", id));
    String eml = Files.readString(file);
    routes.database().update("UPDATE message SET unread = 0 WHERE id = ?", id);
    return Optional.of(json(message).with("eml", eml).build());
  }
}
