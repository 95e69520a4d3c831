package io.legate.http;

import io.legate.edge.EdgeServices;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.edge.StatusMapping.Role;
import io.legate.edge.Workers;
import io.legate.json.Jcs;
import io.legate.refusal.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.function.Consumer;

/// `GET /oauth2/jwks`, for anyone: the keys as the ledger has them when it is asked for, whichever
/// node announced or withdrew one. A node that does not know them says so.
final class KeySetEndpoint {

  private final Vertx vertx;
  private final EdgeServices services;
  private final Workers workers;

  KeySetEndpoint(Vertx vertx, EdgeServices services, Workers workers) {
    this.vertx = vertx;
    this.services = services;
    this.workers = workers;
  }

  void begin(RoutingContext routing) {
    HttpServerResponse response = routing.response();
    var method = routing.request().method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      Answers.wrongMethod(response, "GET, HEAD");
      return;
    }
    Context own = vertx.getOrCreateContext();
    if (!workers.tryWork(() -> work(own, response))) {
      Answers.refused(response, Overload.tooMany(), Role.AUTHORIZATION_SERVER);
    }
  }

  /// On a virtual thread.
  private void work(Context own, HttpServerResponse response) {
    Consumer<HttpServerResponse> answer;
    try {
      services.door().callers().requireFresh();
      Instant now = services.door().clock().instant();
      String keys = Jcs.text(KeySet.of(services.use().control().get(), now));
      answer = to -> BrokerHttp.sendPublic(to, keys);
    } catch (RefusedException refusal) {
      answer = to -> Answers.refused(to, refusal, Role.AUTHORIZATION_SERVER);
    } catch (RuntimeException | Error broken) {
      String incident = Incident.log(BrokerHttp.JWKS, broken);
      answer = to -> Answers.broken(to, incident);
    }
    var last = answer;
    own.runOnContext(
        _ -> {
          if (!response.ended() && !response.closed()) {
            last.accept(response);
          }
        });
  }
}
