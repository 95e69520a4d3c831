package io.legate.demo.server;

import io.legate.client.resource.Columns;
import io.legate.demo.catalogue.Rows;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// A database of customers.
final class RecordsService {

  private static final Columns COLUMNS =
      Columns.of("id", "name", "email", "region", "status", "ssn", "credit_card");

  private final Routes routes;

  private RecordsService(Routes routes) {
    this.routes = routes;
  }

  static void mount(Routes.Site site) throws SQLException {
    new RecordsService(Routes.open(site, List.of("customer"))).mount();
  }

  private void mount() {
    // Every column is read, so that a filter finds those that nobody asked for; what was not asked
    // for is left out last.
    routes.on(
        HttpMethod.POST,
        "/customers/query",
        asked -> Rows.select(asked.body().strings("columns")),
        (asked, obligations, decision) -> {
          List<String> columns = asked.body().strings("columns");
          return routes
              .database()
              .select(
                  """
                  SELECT id, name, email, region, status, ssn, credit_card
                  FROM customer ORDER BY id\
                  """,
                  rows -> obligations.rows(rows, COLUMNS))
              .map(rows -> Json.Obj.with("rows", only(rows, columns)).build());
        });
    routes.on(
        HttpMethod.POST,
        "/customers",
        asked ->
            Rows.insert(
                asked.body().string("name"),
                asked.body().string("email"),
                asked.body().string("region"),
                asked.body().string("status")),
        (asked, obligations, decision) ->
            obligations.write(asked.body().object(), () -> insert(asked)));
  }

  private static Json.Arr only(Json.Arr rows, List<String> columns) {
    var some = new ArrayList<Json>();
    for (Json row : rows.items()) {
      if (row instanceof Json.Obj(var members)) {
        var kept = new LinkedHashMap<>(members);
        kept.keySet().retainAll(columns);
        some.add(new Json.Obj(kept));
      }
    }
    return new Json.Arr(some);
  }

  private Json insert(Routes.Asked asked) throws Exception {
    long number =
        routes
            .database()
            .insert(
                """
                INSERT INTO customer (id, name, email, region, status, ssn, credit_card)
                VALUES ((SELECT printf('c-%04d', count(*) + 1) FROM customer), ?, ?, ?, ?, '', '')\
                """,
                asked.body().string("name"),
                asked.body().string("email"),
                asked.body().string("region"),
                asked.body().string("status"));
    return Json.Obj.with("row", number).build();
  }
}
