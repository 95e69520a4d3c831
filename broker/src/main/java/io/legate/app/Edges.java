package io.legate.app;

import io.legate.app.config.LegateConfig;
import io.legate.assembly.Ports;
import io.legate.assembly.UseCases;
import io.legate.bundle.OperatorBundles;
import io.legate.edge.EdgeLimits;
import io.legate.edge.EdgeServices;
import io.legate.edge.EdgeServices.Around;
import io.legate.edge.Workers;
import io.legate.grpc.BrokerGrpc;
import io.legate.http.BrokerHttp;
import io.legate.identity.Client;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.BooleanSupplier;

/// What the port leads to.
///
/// @param grpc gets gRPC requests
/// @param rest gets all others
record Edges(Handler<HttpServerRequest> grpc, Handler<HttpServerRequest> rest) {

  /// Calls that are worked on at once.
  static final int CALLS_MAX = EdgeLimits.DEFAULT.callsInFlight();

  /// Calls beside them that remove authority.
  static final int URGENT_MAX = EdgeLimits.DEFAULT.urgentInFlight();

  /// Returns the edges over the use cases of `ports`.
  ///
  /// @param policy publishes bundles that come by call
  /// @param clients every registered client, ordered by id
  /// @param ready whether this node can answer; must not block
  /// @param around the other brokers; what is done for them is added to it
  /// @param workers carry out the calls
  static Edges of(
      Vertx vertx,
      LegateConfig config,
      Ports ports,
      UseCases use,
      OperatorBundles policy,
      List<Client> clients,
      BooleanSupplier ready,
      Around around,
      Workers workers) {
    var services =
        EdgeServices.of(ports, use, policy, clients, limits(config, ports), ready, around);
    return new Edges(
        BrokerGrpc.handler(vertx, services, workers, config.development().reflection()),
        BrokerHttp.router(vertx, services, workers));
  }

  private static EdgeLimits limits(LegateConfig config, Ports ports) {
    var otherwise = EdgeLimits.DEFAULT;
    return new EdgeLimits(
        config.limits().requestBytes(),
        ports.limits(),
        otherwise.callTime(),
        otherwise.streamInFlight(),
        CALLS_MAX,
        URGENT_MAX,
        config.limits().flood().failures());
  }
}
