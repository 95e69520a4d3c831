package io.legate.demo.server;

import io.legate.client.resource.ResourceServer;
import io.legate.client.web.LegateHandler;
import io.legate.client.web.RequestException;
import io.legate.demo.catalogue.Actions;
import io.legate.demo.input.InputFolder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.server.Outbox.BadMailException;
import io.legate.json.Json;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/// The routes of the document and mail store.
public final class DocumentService {

  private DocumentService() {}

  /// Opens the data and adds the routes.
  public static void mount(
      Router router,
      ResourceServer server,
      Path database,
      Path outboxFolder,
      InputFolder records,
      Clock clock,
      Consumer<Json.Obj> told)
      throws SQLException, IOException {
    DocumentStore store = DocumentStore.open(database, records);
    var outbox = new Outbox(outboxFolder, clock);
    var enforcement = new Enforcement("documents", server, store.calls(), told);
    router
        .get("/inbox")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) ->
                    enforcement.perform(
                        call,
                        Actions.listDocuments(),
                        (obligations, decision) ->
                            Enforcement.shown(obligations, Optional.of(store.list())))));
    router
        .get("/inbox/:file")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) -> {
                  String file = context.pathParam("file");
                  return enforcement.perform(
                      call,
                      Actions.readDocument(file),
                      (obligations, decision) ->
                          Enforcement.shown(obligations, store.document(file)));
                }));
    router
        .post("/mail")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) -> {
                  Mail mail = mail(body);
                  return enforcement.perform(
                      call,
                      Actions.send(mail.to, mail.subject, mail.body),
                      (obligations, decision) -> obligations.act(() -> send(outbox, mail)));
                }));
  }

  private record Mail(String to, String subject, String body) {}

  private static Mail mail(Json.Obj body) throws RequestException {
    try {
      var fields = new Fields(body);
      return new Mail(fields.string("to"), fields.string("subject"), fields.string("body"));
    } catch (BadMessageException e) {
      throw new RequestException(400, "invalid_request", String.valueOf(e.getMessage()));
    }
  }

  private static Json send(Outbox outbox, Mail mail) throws RequestException, IOException {
    try {
      return Json.Obj.with("mail", outbox.send(mail.to, mail.subject, mail.body)).build();
    } catch (BadMailException e) {
      throw new RequestException(400, "invalid_request", String.valueOf(e.getMessage()));
    }
  }
}
