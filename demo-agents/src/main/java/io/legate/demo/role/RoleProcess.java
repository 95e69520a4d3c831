package io.legate.demo.role;

import io.legate.client.broker.BrokerException;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.InputFolder;
import io.legate.demo.input.UnusableInputException;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one role in this process until its conductor hangs up.
public final class RoleProcess {

  private static final Logger LOG = LoggerFactory.getLogger(RoleProcess.class);

  /// A token of 16 KiB, its proof, and what else a request carries.
  private static final int HEADER_BYTES_MAX = 32 * 1024;

  private final Party party;
  private final DataFolder folder;
  private final Path input;
  private final Line line;

  /// @param input the company's records, as [InputFolder] reads them
  public RoleProcess(Party party, DataFolder folder, Path input, Line line) {
    this.party = party;
    this.folder = folder;
    this.input = input;
    this.line = line;
  }

  /// Serves until the conductor hangs up.
  public void run()
      throws IOException,
          InterruptedException,
          ExecutionException,
          SQLException,
          UnusableInputException,
          BadMessageException,
          BrokerException {
    var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    var router = Router.router(vertx);
    HttpServer server = listen(vertx, router);
    String url = "https://127.0.0.1:" + server.actualPort() + "/";
    line.ready(url);
    InputFolder records = InputFolder.read(input);
    Fields first = line.next();
    if (first == null) {
      return;
    }
    var setting = Setting.of(first, folder);
    Role role =
        party.isAgent()
            ? AgentRole.start(party, setting, records, router, line)
            : ServerRole.start(party, setting, records, router, line);
    line.tell(Json.Obj.with("event", "connected").build());
    for (Fields next = line.next(); next != null; next = line.next()) {
      follow(role, next);
    }
  }

  private HttpServer listen(Vertx vertx, Router router)
      throws InterruptedException, ExecutionException {
    var options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setUseAlpn(true)
            .setMaxHeaderSize(HEADER_BYTES_MAX)
            .setInitialSettings(new Http2Settings().setMaxHeaderListSize(HEADER_BYTES_MAX))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(folder.certificate(party).toString())
                    .addKeyPath(folder.certificateKey(party).toString()));
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  private void follow(Role role, Fields instruction) throws BadMessageException {
    String id = instruction.string("id");
    Thread.ofVirtual()
        .name("instruction-" + id)
        .start(
            () -> {
              try {
                line.answer(id, role.follow(instruction));
              } catch (BadMessageException | RuntimeException e) {
                LOG.error("instruction {} failed", id, e);
                line.answer(id, Json.Obj.with("failed", String.valueOf(e.getMessage())).build());
              }
            });
  }
}
