package io.legate.http;

import io.legate.edge.EdgeServices;
import io.legate.edge.Incident;
import io.legate.edge.StatusMapping.Role;
import io.legate.edge.Workers;
import io.legate.http.Passage.Surroundings;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/// Makes the router of everything that is not gRPC.
public final class BrokerHttp {

  static final String TOKEN = "/oauth2/token";
  static final String INTROSPECT = "/oauth2/introspect";
  static final String REVOKE = "/oauth2/revoke";
  static final String JWKS = "/oauth2/jwks";
  static final String METADATA = "/.well-known/oauth-authorization-server";
  static final String EVALUATION = "/access/v1/evaluation";
  static final String EVALUATIONS = "/access/v1/evaluations";
  static final String DECISION_POINT = "/.well-known/authzen-configuration";

  private BrokerHttp() {}

  /// Returns the router. Whoever mounts it may add paths of its own before it answers.
  ///
  /// @param workers carry out the calls; closed by whoever made them
  public static Router router(Vertx vertx, EdgeServices services, Workers workers) {
    var router = Router.router(vertx);
    var around = new Surroundings(vertx, services, workers);
    var endpoints = new FormEndpoints(around);
    var tokens = new TokenEndpoint(services);
    serve(router, TOKEN, endpoints.recorded(TOKEN, "subject_token", tokens::answer));
    var others = new TokenQueries(services);
    serve(router, INTROSPECT, endpoints.unrecorded(INTROSPECT, others::introspect));
    serve(router, REVOKE, endpoints.urgent(REVOKE, "token", others::revoke));
    var decisions = new EvaluationEndpoints(around);
    serve(router, EVALUATION, decisions.evaluation(EVALUATION));
    serve(router, EVALUATIONS, decisions.evaluations(EVALUATIONS));
    String issuer = services.door().issuer();
    publish(router, DECISION_POINT, () -> EvaluationMetadata.of(issuer));
    router.route(JWKS).handler(new KeySetEndpoint(vertx, services, workers)::begin);
    publish(router, METADATA, () -> ServerMetadata.of(issuer));
    new LogPages(vertx, services, workers).mount(router);
    router.errorHandler(404, context -> Answers.notFound(context.response()));
    router.errorHandler(
        500,
        context -> {
          String incident = Incident.log(context.normalizedPath(), context.failure());
          Answers.broken(context.response(), incident);
        });
    return router;
  }

  private static void serve(Router router, String path, Handler<RoutingContext> post) {
    router
        .route(path)
        .handler(
            context -> {
              if (context.request().method().equals(HttpMethod.POST)) {
                post.handle(context);
              } else {
                Answers.wrongMethod(context.response(), "POST");
              }
            });
  }

  /// Publishes a document that anyone may read and keep for a while.
  private static void publish(Router router, String path, Supplier<Json.Obj> document) {
    router
        .route(path)
        .handler(
            context -> {
              var method = context.request().method();
              if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
                Answers.wrongMethod(context.response(), "GET, HEAD");
                return;
              }
              sendPublic(context.response(), Jcs.text(document.get()));
            });
  }

  /// Sends what anyone may read and keep for a while.
  static void sendPublic(HttpServerResponse response, String json) {
    response
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "public, max-age=60")
        .end(json);
  }

  /// The role in which an endpoint answers a caller.
  static Role role(boolean sentToken) {
    return sentToken ? Role.PROTECTED_RESOURCE : Role.AUTHORIZATION_SERVER;
  }
}
