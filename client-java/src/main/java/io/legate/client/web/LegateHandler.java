package io.legate.client.web;

import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.VerifiedCall;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/// A route that only authenticated calls reach.
///
/// The endpoint runs on a virtual thread and may block; everything it throws is mapped to an HTTP
/// answer here and nowhere else.
@SuppressWarnings("UnusedVariable")
public final class LegateHandler implements Handler<RoutingContext> {

  private final ResourceServer server;
  private final Endpoint endpoint;

  private LegateHandler(ResourceServer server, Endpoint endpoint) {
    this.server = server;
    this.endpoint = endpoint;
  }

  /// Returns the handler of a route. No body handler may come before it.
  public static LegateHandler of(ResourceServer server, Endpoint endpoint) {
    return new LegateHandler(server, endpoint);
  }

  /// What a route does.
  @FunctionalInterface
  public interface Endpoint {
    /// Asks, acts, and returns what to answer with status 200.
    ///
    /// @param call who calls
    /// @param context for path and query parameters only
    /// @param body read strictly; no members where there was none
    Json handle(VerifiedCall call, RoutingContext context, Obj body) throws Exception;
  }

  @Override
  public void handle(RoutingContext context) {
    Unlanded.<Void>body();
  }
}
