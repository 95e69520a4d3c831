package io.legate.demo.server;

import io.legate.client.resource.ResourceServer;
import io.legate.client.web.LegateHandler;
import io.legate.demo.catalogue.Actions;
import io.legate.demo.input.InputFolder;
import io.legate.json.Json;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;

/// The CRM's routes.
public final class CrmService {

  private CrmService() {}

  /// Opens the data and adds the routes.
  public static void mount(
      Router router,
      ResourceServer server,
      Path database,
      InputFolder records,
      Consumer<Json.Obj> told)
      throws SQLException {
    CrmStore store = CrmStore.open(database, records);
    var enforcement = new Enforcement("crm", server, store.calls(), told);
    router
        .get("/customers/:id")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) -> {
                  String id = context.pathParam("id");
                  return enforcement.perform(
                      call,
                      Actions.readCustomer(id),
                      (obligations, decision) ->
                          Enforcement.shown(obligations, store.customer(id)));
                }));
  }
}
