package io.legate.demo.server;

import io.legate.client.broker.AgentAction;
import io.legate.client.resource.Met;
import io.legate.client.resource.Obligations;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.VerifiedCall;
import io.legate.client.web.LegateHandler;
import io.legate.client.web.LegateHandler.Endpoint;
import io.legate.client.web.RequestException;
import io.legate.demo.catalogue.Call;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One small resource server: its database and its routes. Each route says which action a request
/// is, from the server's own data, and what is done once that is allowed.
final class Routes {

  /// How a server is called, what it enforces with, and where its data lies.
  ///
  /// @param told hears of each decision
  record Site(
      String name, ResourceServer server, Router router, Path file, Consumer<Json.Obj> told) {}

  private final Site site;
  private final Database database;
  private final Enforcement enforcement;

  private Routes(Site site, Database database) {
    this.site = site;
    this.database = database;
    this.enforcement = new Enforcement(site.name, site.server, new CallLog(database), site.told);
  }

  /// Opens the database.
  ///
  /// @param tables that are filled from files of these names
  /// @param schema further tables
  static Routes open(Site site, List<String> tables, String... schema) throws SQLException {
    var all = new ArrayList<String>(List.of(schema));
    all.add(CallLog.SCHEMA);
    var database = Database.open(site.file, all);
    for (String table : tables) {
      Seed.fill(database, table);
    }
    return new Routes(site, database);
  }

  Database database() {
    return database;
  }

  /// One request.
  record Asked(VerifiedCall call, RoutingContext context, Fields body) {
    /// A part of its path.
    String part(String name) {
      return context.pathParam(name);
    }

    String task() {
      return call.taskId().toString();
    }
  }

  /// Says which action a request is.
  @FunctionalInterface
  interface Stating {
    Call of(Asked asked) throws Exception;
  }

  /// Does it.
  @FunctionalInterface
  interface Doing {
    Met<? extends Json> run(Asked asked, Obligations obligations, String decision) throws Exception;
  }

  /// Adds a route.
  void on(HttpMethod method, String path, Stating stating, Doing doing) {
    serve(
        method,
        path,
        asked -> {
          AgentAction action = stating.of(asked).action();
          return enforcement.perform(
              asked.call,
              action,
              (obligations, decision) -> doing.run(asked, obligations, decision));
        });
  }

  /// Says which actions a request is.
  @FunctionalInterface
  interface StatingAll {
    List<AgentAction> of(Asked asked) throws Exception;
  }

  /// Does one of several.
  @FunctionalInterface
  interface DoingEach {
    Met<? extends Json> run(AgentAction action, Obligations obligations) throws Exception;
  }

  /// Adds a route for several actions, of which each is decided and done by itself.
  void onBatch(String path, StatingAll stating, DoingEach doing) {
    serve(
        HttpMethod.POST,
        path,
        asked -> {
          List<AgentAction> actions = stating.of(asked);
          Json results =
              enforcement.performAll(
                  asked.call,
                  actions,
                  (item, obligations) -> doing.run(actions.get(item), obligations));
          return Json.Obj.with("results", results).build();
        });
  }

  private interface Serving {
    Json serve(Asked asked) throws Exception;
  }

  private void serve(HttpMethod method, String path, Serving serving) {
    Endpoint endpoint =
        (call, context, body) -> {
          try {
            return serving.serve(new Asked(call, context, new Fields(body)));
          } catch (BadMessageException e) {
            throw new RequestException(400, "invalid_request", String.valueOf(e.getMessage()));
          }
        };
    site.router.route(method, path).handler(LegateHandler.of(site.server, endpoint));
  }

  /// Returns the one field that a query finds.
  ///
  /// @throws RequestException if it finds nothing
  String field(String sql, Object... parameters) throws SQLException, RequestException {
    return database.query(sql, row -> row.getString(1), parameters).stream()
        .findFirst()
        .orElseThrow(Enforcement::nothingThere);
  }
}
