package io.legate.demo.server;

import io.legate.client.resource.ResourceServer;
import io.legate.demo.catalogue.Party;
import io.legate.json.Json;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.function.Consumer;

/// The resource servers of the small jobs, each in a process of its own.
public final class DeskServers {

  private DeskServers() {}

  /// Opens a server's data and adds its routes.
  ///
  /// @param database its file
  /// @param mails a folder for what it sends or keeps as mail
  public static void mount(
      Party party,
      Router router,
      ResourceServer server,
      Path database,
      Path mails,
      Clock clock,
      Consumer<Json.Obj> told)
      throws SQLException, IOException {
    var site = new Routes.Site(party.word(), server, router, database, told);
    switch (party) {
      case SHOP -> ShopService.mount(site);
      case SALES -> SalesService.mount(site, mails, clock);
      case MAILBOX -> MailboxService.mount(site, mails, clock.instant());
      case RECORDS -> RecordsService.mount(site);
      case LEADS -> LeadsService.mount(site);
      case FORGE -> ForgeService.mount(site);
      case TRADING -> TradingService.mount(site);
      case LEGAL -> LegalService.mount(site);
      case CLINIC -> ClinicService.mount(site);
      case ORCHESTRATOR, RESEARCH, ANALYSIS, ACTION, ASSISTANT, ERP, CRM, DOCUMENTS ->
          throw new IllegalArgumentException("no server of the small jobs");
    }
  }
}
