package io.legate.demo.server;

import io.legate.demo.catalogue.Rows;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import java.sql.SQLException;
import java.util.List;

/// The sales system: leads.
final class LeadsService {

  private static final String LEAD = "Lead";

  private final Routes routes;

  private LeadsService(Routes routes) {
    this.routes = routes;
  }

  static void mount(Routes.Site site) throws SQLException {
    new LeadsService(Routes.open(site, List.of("lead"))).mount();
  }

  private void mount() {
    routes.on(
        HttpMethod.POST,
        "/objects/:kind/query",
        asked -> Rows.objects(asked.part("kind"), asked.body().integer("count")),
        (asked, obligations, decision) ->
            obligations
                .objects(leads(asked.part("kind"), asked.body().integer("count")))
                .map(objects -> Json.Obj.with("objects", objects).build()));
    routes.on(
        HttpMethod.PUT,
        "/objects/:kind/:id",
        asked -> Rows.update(asked.part("kind"), asked.part("id"), asked.body().string("status")),
        (asked, obligations, decision) ->
            obligations.act(() -> update(asked.part("id"), asked.body().string("status"))));
  }

  private List<Json.Obj> leads(String kind, long count) throws SQLException {
    if (!kind.equals(LEAD)) {
      return List.of();
    }
    return routes
        .database()
        .query(
            "SELECT id, company, contact, status FROM lead ORDER BY id LIMIT ?",
            row ->
                Json.Obj.with("id", row.getString(1))
                    .with("company", row.getString(2))
                    .with("contact", row.getString(3))
                    .with("status", row.getString(4))
                    .build(),
            count);
  }

  private Json update(String id, String status) throws SQLException {
    int count = routes.database().update("UPDATE lead SET status = ? WHERE id = ?", status, id);
    return Json.Obj.with("updated", count).build();
  }
}
