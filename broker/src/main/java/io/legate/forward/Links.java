package io.legate.forward;

import io.legate.edge.Neighbours;
import io.legate.edge.PassedCall;
import io.legate.forward.Owners.Peer;
import io.legate.identity.TaskId;
import io.legate.refusal.RefusedException;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The neighbours of this broker: a [Link] to each that is there.
public final class Links implements Neighbours, AutoCloseable {

  /// Of whoever says that it is a broker. A cluster has a few.
  private static final int PEERS_MAX = 64;

  private final Vertx vertx;
  private final NodeIdentity identity;
  private final Owners owners;
  private final Map<Integer, Link> links = new ConcurrentHashMap<>();
  private final LongAdder answered = new LongAdder();
  private final LongAdder keptHere = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private boolean closed;

  public Links(Vertx vertx, NodeIdentity identity, Owners owners) {
    this.vertx = vertx;
    this.identity = identity;
    this.owners = owners;
  }

  /// Opens a link to each peer that the owners tell of, and closes those to who has left.
  public void open() {
    owners.follow(this::peersAre);
  }

  /// What became of calls about tasks that another broker owns, since the start.
  ///
  /// @param answered there, also with a refusal
  /// @param keptHere because that one could not be asked, or did not carry it out
  /// @param unknown carried out here after nobody knew what became of it there
  public record Tally(long answered, long keptHere, long unknown) {}

  /// Returns the tally.
  public Tally tally() {
    return new Tally(answered.sum(), keptHere.sum(), unknown.sum());
  }

  /// How many peers take calls now.
  public int up() {
    return (int) links.values().stream().filter(Link::isUp).count();
  }

  @Override
  public @Nullable Neighbour ownerOf(TaskId task) {
    Peer owner = owners.ownerOf(task);
    if (owner == null) {
      return null;
    }
    Link link = links.get(owner.node());
    if (link == null || !link.isUp()) {
      keptHere.increment();
      return null;
    }
    return (call, within) -> counted(link, call, within);
  }

  private Outcome counted(Link link, PassedCall call, Duration within) throws RefusedException {
    try {
      Outcome outcome = link.pass(call, within);
      switch (outcome) {
        case Outcome.Answered _ -> answered.increment();
        case Outcome.NotCarriedOut _ -> keptHere.increment();
        case Outcome.Unknown _ -> unknown.increment();
      }
      return outcome;
    } catch (RefusedException refusal) {
      answered.increment();
      throw refusal;
    }
  }

  private synchronized void peersAre(Set<Peer> peers) {
    if (closed) {
      return;
    }
    for (Link link : Set.copyOf(links.values())) {
      if (!peers.contains(link.peer())) {
        links.remove(link.peer().node());
        link.close();
      }
    }
    for (Peer peer : peers) {
      if (peer.node() != identity.node() && links.size() < PEERS_MAX) {
        links.computeIfAbsent(peer.node(), _ -> Link.open(vertx, identity, peer));
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    links.values().forEach(Link::close);
    links.clear();
  }
}
