package io.legate.demo.server;

import io.legate.client.web.RequestException;
import io.legate.demo.catalogue.Legal;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import java.sql.SQLException;
import java.util.List;

/// The legal desk: matters, drafts, and what has left the house.
final class LegalService {

  private static final String DRAFT =
      """
      CREATE TABLE IF NOT EXISTS draft (
        matter TEXT NOT NULL, draft TEXT NOT NULL, text TEXT NOT NULL, task TEXT NOT NULL,
        PRIMARY KEY (matter, draft)) STRICT\
      """;

  private static final String FILING =
      """
      CREATE TABLE IF NOT EXISTS filing (
        number INTEGER PRIMARY KEY, matter TEXT NOT NULL, court TEXT NOT NULL, text TEXT NOT NULL,
        task TEXT NOT NULL, decision TEXT NOT NULL UNIQUE) STRICT\
      """;

  private static final String LETTER =
      """
      CREATE TABLE IF NOT EXISTS letter (
        number INTEGER PRIMARY KEY, matter TEXT NOT NULL, recipient TEXT NOT NULL,
        text TEXT NOT NULL, task TEXT NOT NULL, decision TEXT NOT NULL UNIQUE) STRICT\
      """;

  private final Routes routes;

  private LegalService(Routes routes) {
    this.routes = routes;
  }

  static void mount(Routes.Site site) throws SQLException {
    new LegalService(Routes.open(site, List.of("matter"), DRAFT, FILING, LETTER)).mount();
  }

  private void mount() {
    routes.on(
        HttpMethod.POST,
        "/matters/:matter/drafts",
        asked ->
            Legal.draft(
                of("lawyer", asked),
                asked.part("matter"),
                asked.body().string("draft"),
                asked.body().string("text")),
        (asked, obligations, decision) -> obligations.act(() -> draft(asked)));
    routes.on(
        HttpMethod.POST,
        "/matters/:matter/filings",
        asked ->
            Legal.file(
                of("lawyer", asked),
                asked.part("matter"),
                asked.body().string("draft"),
                of("court", asked),
                text(asked)),
        (asked, obligations, decision) ->
            obligations.act(() -> leave("filing", "court", asked, decision)));
    routes.on(
        HttpMethod.POST,
        "/matters/:matter/letters",
        asked ->
            Legal.send(
                of("lawyer", asked),
                asked.part("matter"),
                asked.body().string("draft"),
                of("counterparty", asked),
                text(asked)),
        (asked, obligations, decision) ->
            obligations.act(() -> leave("letter", "counterparty", asked, decision)));
  }

  /// Whose a matter is, and who is on the other side, stands in the desk's own records.
  ///
  /// @param column one of the table's, never of a request
  private String of(String column, Routes.Asked asked) throws SQLException, RequestException {
    return routes.field("SELECT " + column + " FROM matter WHERE matter = ?", asked.part("matter"));
  }

  private String text(Routes.Asked asked) throws Exception {
    return routes.field(
        "SELECT text FROM draft WHERE matter = ? AND draft = ?",
        asked.part("matter"),
        asked.body().string("draft"));
  }

  private Json draft(Routes.Asked asked) throws Exception {
    routes
        .database()
        .update(
            "INSERT OR REPLACE INTO draft (matter, draft, text, task) VALUES (?, ?, ?, ?)",
            asked.part("matter"),
            asked.body().string("draft"),
            asked.body().string("text"),
            asked.task());
    return Json.Obj.with("draft", asked.body().string("draft")).build();
  }

  private Json leave(String table, String to, Routes.Asked asked, String decision)
      throws Exception {
    long number =
        routes
            .database()
            .insert(
                "INSERT INTO " + table + " VALUES (NULL, ?, ?, ?, ?, ?)",
                asked.part("matter"),
                of(to, asked),
                text(asked),
                asked.task(),
                decision);
    return Json.Obj.with(table, number).build();
  }
}
