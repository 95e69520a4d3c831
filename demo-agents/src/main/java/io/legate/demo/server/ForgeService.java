package io.legate.demo.server;

import io.legate.demo.catalogue.Forge;
import io.legate.demo.catalogue.Forge.Deed;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The forge: files of repositories, and models.
final class ForgeService {

  private static final String DEPLOYMENT =
      """
      CREATE TABLE IF NOT EXISTS deployment (
        number INTEGER PRIMARY KEY, model TEXT NOT NULL, task TEXT NOT NULL) STRICT\
      """;

  private final Routes routes;

  private ForgeService(Routes routes) {
    this.routes = routes;
  }

  static void mount(Routes.Site site) throws SQLException {
    new ForgeService(Routes.open(site, List.of("file", "model"), DEPLOYMENT)).mount();
  }

  private void mount() {
    routes.on(
        HttpMethod.POST,
        "/repositories/:repository/files",
        asked -> Forge.file(asked.part("repository"), asked.body().string("path")),
        (asked, obligations, decision) ->
            Enforcement.shown(
                obligations, file(asked.part("repository"), asked.body().string("path"))));
    routes.on(
        HttpMethod.POST,
        "/models/:model/" + Deed.PREDICT.path(),
        asked -> Forge.model(Deed.PREDICT, asked.part("model")),
        (asked, obligations, decision) ->
            Enforcement.shown(obligations, model(asked.part("model"), "answers")));
    routes.on(
        HttpMethod.POST,
        "/models/:model/" + Deed.SHOW_TRAINING.path(),
        asked -> Forge.model(Deed.SHOW_TRAINING, asked.part("model")),
        (asked, obligations, decision) ->
            Enforcement.shown(obligations, model(asked.part("model"), "trained_with")));
    routes.on(
        HttpMethod.POST,
        "/models/:model/" + Deed.DEPLOY.path(),
        asked -> Forge.model(Deed.DEPLOY, asked.part("model")),
        (asked, obligations, decision) ->
            obligations.act(
                () -> {
                  long number =
                      routes
                          .database()
                          .insert(
                              "INSERT INTO deployment (model, task) VALUES (?, ?)",
                              asked.part("model"),
                              asked.task());
                  return Json.Obj.with("deployment", number).build();
                }));
  }

  private Optional<Json.Obj> file(String repository, String path) throws SQLException {
    return routes
        .database()
        .query(
            "SELECT content FROM file WHERE repository = ? AND path = ?",
            row -> Json.Obj.with("path", path).with("content", row.getString(1)).build(),
            repository,
            path)
        .stream()
        .findFirst();
  }

  /// @param column one of the table's, never of a request
  private Optional<Json.Obj> model(String model, String column) throws SQLException {
    return routes
        .database()
        .query(
            "SELECT " + column + " FROM model WHERE model = ?",
            row -> Json.Obj.with("model", model).with(column, row.getString(1)).build(),
            model)
        .stream()
        .findFirst();
  }
}
