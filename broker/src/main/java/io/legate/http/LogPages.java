package io.legate.http;

import io.legate.audit.TransparencyLog;
import io.legate.edge.EdgeServices;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.edge.StatusMapping.Role;
import io.legate.edge.Workers;
import io.legate.refusal.RefusedException;
import io.legate.tlog.TileId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /log/<node>/checkpoint` and `/log/<node>/tile/…` (`c2sp.org/tlog-tiles`), for anyone:
/// hashes and signatures, and nothing of what is recorded. There are no entry bundles, because
/// entries are for auditors.
final class LogPages {

  private static final Pattern PATH =
      Pattern.compile("/log/([1-9][0-9]{0,3})/(checkpoint|tile/[x0-9./p]{1,80})");

  /// A checkpoint is soon an old one.
  private static final String CHANGES = "public, max-age=1";

  private static final String FOR_A_WHILE = "public, max-age=3600";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final Vertx vertx;
  private final TransparencyLog log;
  private final Workers workers;

  LogPages(Vertx vertx, EdgeServices services, Workers workers) {
    this.vertx = vertx;
    this.log = services.use().log();
    this.workers = workers;
  }

  void mount(Router router) {
    router.route("/log/*").handler(this::begin);
  }

  /// What is answered.
  private record Page(Buffer body, String type, String kept) {}

  /// What an address names.
  ///
  /// @param tile null for the checkpoint
  private record Wanted(int node, @Nullable TileId tile) {}

  private void begin(RoutingContext context) {
    var method = context.request().method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      Answers.wrongMethod(context.response(), "GET, HEAD");
      return;
    }
    // As it was sent: an address has one spelling.
    Wanted wanted = wanted(context.request().path());
    if (wanted == null) {
      Answers.notFound(context.response());
      return;
    }
    Context own = vertx.getOrCreateContext();
    if (!workers.tryWork(() -> work(own, context.response(), wanted))) {
      Answers.refused(context.response(), Overload.tooMany(), Role.PROTECTED_RESOURCE);
    }
  }

  private static @Nullable Wanted wanted(@Nullable String path) {
    Matcher match = PATH.matcher(path == null ? "" : path);
    if (!match.matches()) {
      return null;
    }
    int node = Integer.parseInt(match.group(1));
    if (match.group(2).equals("checkpoint")) {
      return new Wanted(node, null);
    }
    TileId tile = TileId.parse(match.group(2));
    return tile == null ? null : new Wanted(node, tile);
  }

  /// On a virtual thread.
  private void work(Context own, HttpServerResponse response, Wanted wanted) {
    Consumer<HttpServerResponse> answer;
    try {
      Page page = page(wanted);
      answer = to -> send(to, page);
    } catch (RefusedException refusal) {
      answer = to -> Answers.refused(to, refusal, Role.PROTECTED_RESOURCE);
    } catch (RuntimeException | Error broken) {
      String incident = Incident.log("/log", broken);
      answer = to -> Answers.broken(to, incident);
    }
    var last = answer;
    own.runOnContext(_ -> last.accept(response));
  }

  private Page page(Wanted wanted) throws RefusedException {
    TileId tile = wanted.tile;
    if (tile == null) {
      var note = log.checkpoint(wanted.node).format();
      return new Page(Buffer.buffer(note), "text/plain; charset=utf-8", CHANGES);
    }
    byte[] hashes = TileId.bytes(log.tile(wanted.node, tile));
    String kept = tile.isFull() ? FOR_EVER : FOR_A_WHILE;
    return new Page(Buffer.buffer(hashes), "application/octet-stream", kept);
  }

  private static void send(HttpServerResponse response, Page page) {
    if (!response.ended() && !response.closed()) {
      response
          .putHeader("content-type", page.type)
          .putHeader("cache-control", page.kept)
          .end(page.body);
    }
  }
}
