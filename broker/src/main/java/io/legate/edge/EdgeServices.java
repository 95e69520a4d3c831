package io.legate.edge;

import io.legate.assembly.Ports;
import io.legate.assembly.UseCases;
import io.legate.bundle.OperatorBundles;
import io.legate.caller.CallerAuthentication;
import io.legate.dpop.Nonces;
import io.legate.identity.Client;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Everything the edges lead to. Made by `app`, which also makes what stands behind it.
///
/// @param use what callers can ask for
/// @param policy publishes bundles that come by call
/// @param clients every registered client, ordered by id
/// @param ready whether this node can answer; asked by health checks, so it must not block
/// @param admission lets calls in
/// @param around the other brokers, and what is done for them
public record EdgeServices(
    Door door,
    UseCases use,
    OperatorBundles policy,
    List<Client> clients,
    EdgeLimits limits,
    Admission admission,
    BooleanSupplier ready,
    Around around) {

  public EdgeServices {
    clients = List.copyOf(clients);
  }

  /// Returns what the use cases of `ports` are to the edges.
  public static EdgeServices of(
      Ports ports,
      UseCases use,
      OperatorBundles policy,
      List<Client> clients,
      EdgeLimits limits,
      BooleanSupplier ready,
      Around around) {
    var door = new Door(ports.issuer(), use.callers(), ports.nonces(), ports.clock());
    var admission =
        new Admission(use.callers(), ports.clients(), limits, use.refusedCalls(), System::nanoTime);
    return new EdgeServices(door, use, policy, clients, limits, admission, ready, around);
  }

  /// Who may come in, and under which address.
  ///
  /// @param issuer the issuer identifier: an `https` origin without a path, the base of every `htu`
  /// @param nonces the ones that `callers` accepts
  public record Door(String issuer, CallerAuthentication callers, Nonces nonces, Clock clock) {

    /// Returns a nonce to hand out now.
    public String nonce() {
      return nonces.issue(clock.instant());
    }
  }

  /// What stands around a broker.
  ///
  /// @param neighbours the other brokers
  /// @param procedures what is carried out here for them; filled by the edges
  /// @param draining ends what is open for long when this broker goes away
  public record Around(Neighbours neighbours, Procedures procedures, Draining draining) {

    /// Returns what stands around a broker that is by itself.
    public static Around nobody() {
      return new Around(Neighbours.NONE, new Procedures(), new Draining());
    }
  }
}
