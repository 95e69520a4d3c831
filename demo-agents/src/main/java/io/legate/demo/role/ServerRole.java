package io.legate.demo.role;

import io.legate.client.broker.BrokerException;
import io.legate.client.resource.Heed;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.ResourceServerConfig;
import io.legate.client.web.MetadataHandler;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.InputFolder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.server.CrmService;
import io.legate.demo.server.DeskServers;
import io.legate.demo.server.DocumentService;
import io.legate.demo.server.ErpService;
import io.legate.demo.server.Notices;
import io.legate.demo.server.Sources;
import io.legate.jose.CryptoProviders;
import io.legate.jose.KeyFile;
import io.legate.json.Json;
import io.legate.policy.InvalidBundleException;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;

/// A resource server. It takes no instructions: what it does, agents ask of it.
final class ServerRole implements Role {

  private ServerRole() {}

  static ServerRole start(
      Party party, Setting setting, InputFolder records, Router router, Line line)
      throws IOException, SQLException, BrokerException {
    var key = KeyFile.read(setting.folder().key(party), CryptoProviders.install());
    var notices = new Notices(setting.folder().mails(party).resolve("notices"), Clock.systemUTC());
    var config =
        ResourceServerConfig.of(
                party.clientId(), party.audience(), setting.address(party), setting.broker(), key)
            .meeting(Map.of("notify", notices))
            // Every action is asked about, so that the broker says why it is refused, and records
            // it.
            .heeding(new Heed(Heed.DEFAULT.ageMax(), Heed.Known.ASK))
            .describing();
    MetadataHandler.addTo(router, config);
    var enforcement = ResourceServer.connect(observing(config));
    var database = setting.folder().database(party);
    switch (party) {
      case ERP -> ErpService.mount(router, enforcement, database, records, line::tell);
      case CRM -> CrmService.mount(router, enforcement, database, records, line::tell);
      case DOCUMENTS ->
          DocumentService.mount(
              router,
              enforcement,
              database,
              setting.folder().outbox(),
              records,
              Clock.systemUTC(),
              line::tell);
      case SHOP, SALES, MAILBOX, RECORDS, LEADS, FORGE, TRADING, LEGAL, CLINIC ->
          DeskServers.mount(
              party,
              router,
              enforcement,
              database,
              setting.folder().mails(party),
              Clock.systemUTC(),
              line::tell);
      case ORCHESTRATOR, RESEARCH, ANALYSIS, ACTION, ASSISTANT ->
          throw new IllegalArgumentException("an agent is no resource server");
    }
    return new ServerRole();
  }

  private static ResourceServerConfig observing(ResourceServerConfig config) {
    try {
      return config.observing(Sources.actions());
    } catch (InvalidBundleException e) {
      throw new IllegalStateException("policy's sources are not in order", e);
    }
  }

  @Override
  public Json.Obj follow(Fields instruction) throws BadMessageException {
    throw new BadMessageException("a resource server takes no instructions");
  }
}
