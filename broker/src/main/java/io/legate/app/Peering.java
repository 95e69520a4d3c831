package io.legate.app;

import io.legate.app.config.ClusterEntry.Peers;
import io.legate.app.config.LegateConfig;
import io.legate.app.config.LegateConfig.Listen;
import io.legate.cluster.ClusterMember;
import io.legate.cluster.Membership;
import io.legate.cluster.Membership.Place;
import io.legate.edge.Draining;
import io.legate.edge.EdgeLimits;
import io.legate.edge.EdgeServices.Around;
import io.legate.edge.Procedures;
import io.legate.edge.Workers;
import io.legate.forward.Links;
import io.legate.forward.NodeIdentity;
import io.legate.forward.NodeServer;
import io.legate.identity.Clients;
import io.legate.keys.AuthorityException;
import io.legate.keys.NodeCertificate;
import io.legate.keys.NodeTrust;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// This broker among those it shares a ledger with: the port at which they pass calls on, the links
/// to them, and its membership. Nothing of that where none are configured.
final class Peering implements AutoCloseable {

  /// How long handing over may take; what is not handed over by then is found in the ledger.
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(3);

  /// Calls that are carried out for others at once. They have threads of their own: brokers whose
  /// threads all wait for each other would wait until their callers are gone.
  private static final int CALLS_MAX = EdgeLimits.DEFAULT.callsInFlight();

  private final Around around;
  private final @Nullable Connected connected;

  /// Where control was when the others were told last.
  private final AtomicLong controlTold = new AtomicLong();

  /// What there is where others are configured.
  private record Connected(ClusterMember member, Links links, NodeServer server, Workers workers) {}

  private Peering(Around around, @Nullable Connected connected) {
    this.around = around;
    this.connected = connected;
  }

  /// Returns what a broker has that is by itself.
  static Peering nobody() {
    return new Peering(Around.nobody(), null);
  }

  /// Listens for other brokers, where any are configured. Calls of theirs are carried out as soon
  /// as the edges have said how, and `ready` is true.
  ///
  /// @throws IOException if the address to listen at cannot be had
  static Peering listen(LegateConfig config, Vertx vertx, Clients clients, BooleanSupplier ready)
      throws IOException, AuthorityException {
    Peers peers = config.cluster().peers();
    if (peers == null) {
      return nobody();
    }
    var procedures = new Procedures();
    var identity = identity(config.cluster().node(), peers);
    var workers = Workers.named("node", CALLS_MAX);
    NodeServer server;
    try {
      var address =
          new NodeServer.Address(
              peers.listen().host(),
              peers.listen().port(),
              config.limits().requestBytes(),
              config.limits().drainTimeout());
      server = NodeServer.listen(vertx, identity, address, procedures, clients, ready, workers);
    } catch (CompletionException e) {
      throw new IOException("cannot listen on " + place(peers.listen()), e.getCause());
    }
    var member = new ClusterMember(membership(config, peers));
    var links = new Links(vertx, identity, member);
    return new Peering(
        new Around(links, procedures, new Draining()),
        new Connected(member, links, server, workers));
  }

  /// What stands around the edges.
  Around around() {
    return around;
  }

  /// What became of calls about others' tasks; nothing where there are no others.
  Links.Tally tally() {
    return connected == null ? new Links.Tally(0, 0, 0) : connected.links.tally();
  }

  /// How many others take calls now.
  int linked() {
    return connected == null ? 0 : connected.links.up();
  }

  /// Has `look` run when another broker says that control has moved. Must not block.
  void onControlMoved(Runnable look) {
    if (connected != null) {
      connected.member.onControlMoved(_ -> look.run());
    }
  }

  /// Tells the others where control is, once. Does not block.
  void controlIsAt(long seq) {
    if (connected != null && controlTold.getAndAccumulate(seq, Math::max) < seq) {
      connected.member.controlMoved(seq);
    }
  }

  /// Joins the others, where any are configured. Blocks for as long as that takes.
  ///
  /// @return leaves them
  /// @throws IOException if the address to join at cannot be had
  AutoCloseable join() throws IOException {
    Connected others = connected;
    if (others == null) {
      return () -> {};
    }
    others.member.join();
    others.links.open();
    return others.member;
  }

  /// Takes no more calls of others, and lets those under way end.
  void closeToOthers() {
    if (connected != null) {
      connected.server.close();
    }
  }

  @Override
  public void close() {
    closeToOthers();
    if (connected != null) {
      connected.links.close();
      connected.workers.close();
    }
  }

  /// A certificate of another node would be refused by every peer, which is found out here.
  private static NodeIdentity identity(int node, Peers peers) throws AuthorityException {
    NodeCertificate.require(peers.certificate(), node);
    return new NodeIdentity(
        node, peers.certificate(), peers.key(), NodeTrust.of(peers.authority()));
  }

  private static Membership membership(LegateConfig config, Peers peers) {
    return new Membership(
        "legate " + config.issuer(),
        config.cluster().node(),
        peers.listen().host(),
        peers.listen().port(),
        place(peers.memberListen()),
        peers.members().stream().map(Peering::place).toList(),
        LEAVE_WITHIN);
  }

  private static Place place(Listen listen) {
    return new Place(listen.host(), listen.port());
  }
}
