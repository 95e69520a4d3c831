package io.legate.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.topic.ITopic;
import io.legate.cluster.Membership.Place;
import io.legate.forward.Owners;
import io.legate.identity.TaskId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This broker among the others: who is there, who owns which task, and hints.
///
/// A task is owned by the member that holds the Hazelcast partition of its id. Before it has joined
/// and after it has left, this broker owns whatever it is asked about.
public final class ClusterMember implements Owners, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);

  private static final String CONTROL_MOVED = "control-moved";

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /// Held while joining or leaving, so that nothing is joined that was left.
  private final ReentrantLock joining = new ReentrantLock();

  private final CountDownLatch left = new CountDownLatch(1);
  private final Membership membership;
  private final Duration longestPause;
  private final List<Consumer<Set<Peer>>> followers = new CopyOnWriteArrayList<>();
  private volatile @Nullable HazelcastInstance joined;
  private volatile long joinedAtNanos;
  private volatile LongConsumer controlMoved = _ -> {};

  public ClusterMember(Membership membership) {
    this(membership, LONGEST_PAUSE);
  }

  /// @param longestPause between two attempts to join
  ClusterMember(Membership membership, Duration longestPause) {
    this.membership = membership;
    this.longestPause = longestPause;
  }

  /// Joins those who can be reached. Blocks for a few seconds where some cannot.
  ///
  /// Where that fails this broker serves alone and goes on trying: others make it faster, and it
  /// needs none of them to be right.
  ///
  /// @throws IOException if the address to listen at cannot be had
  public void join() throws IOException {
    requireFree(membership.listen());
    try {
      tryToJoin();
    } catch (IOException failed) {
      LOG.warn("serves alone until it can join: {}", failed.getMessage());
      joinLater(FIRST_PAUSE);
    }
  }

  /// What never succeeds, however often it is tried, is told at once.
  private static void requireFree(Place listen) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(listen.host(), listen.port()));
    } catch (IOException e) {
      throw new IOException("cannot listen at " + listen + ": " + e.getMessage(), e);
    }
  }

  private void joinLater(Duration first) {
    Thread.ofVirtual().name("join").start(() -> goOnTrying(first));
  }

  private void goOnTrying(Duration first) {
    long pause = Math.min(first.toMillis(), longestPause.toMillis());
    try {
      while (!left.await(pause, TimeUnit.MILLISECONDS)) {
        try {
          tryToJoin();
          return;
        } catch (IOException failed) {
          LOG.debug("still alone", failed);
        }
        pause = Math.min(2 * pause, longestPause.toMillis());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void tryToJoin() throws IOException {
    joining.lock();
    try {
      if (left.getCount() > 0) {
        joinNow();
      }
    } finally {
      joining.unlock();
    }
  }

  private void joinNow() throws IOException {
    try {
      var instance = Hazelcast.newHazelcastInstance(Settings.of(membership));
      instance.getCluster().addMembershipListener(new Changes());
      // After a split the smaller half comes back as new members.
      instance.getLifecycleService().addLifecycleListener(event -> changed(instance, event));
      ITopic<Long> control = instance.getTopic(CONTROL_MOVED);
      control.addMessageListener(message -> hinted(message.getMessageObject()));
      // Partitions are first laid out when somebody asks.
      instance.getPartitionService().getPartition("").getOwner();
      joinedAtNanos = System.nanoTime();
      joined = instance;
      if (!instance.getLifecycleService().isRunning()) {
        joined = null;
        throw new IllegalStateException("was shut down at once");
      }
      tell();
      LOG.info("node {} is one of {} brokers", membership.node(), members(instance).size());
    } catch (HazelcastException | IllegalStateException e) {
      throw new IOException("cannot join at " + membership.listen() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public @Nullable Peer ownerOf(TaskId task) {
    var instance = joined;
    if (instance == null) {
      return null;
    }
    try {
      Member owner = instance.getPartitionService().getPartition(task.toString()).getOwner();
      return owner == null || owner.localMember() ? null : peer(owner);
    } catch (HazelcastException | HazelcastInstanceNotActiveException unknown) {
      return null;
    }
  }

  @Override
  public void follow(Consumer<Set<Peer>> changed) {
    followers.add(changed);
    tell();
  }

  /// Has `moved` told when another broker may have changed the control stream: how far it has seen
  /// it. Must not block.
  public void onControlMoved(LongConsumer moved) {
    controlMoved = moved;
  }

  /// Tells the other brokers that the control stream has moved, if they hear it. Does not block.
  ///
  /// @param seq of its last event
  public void controlMoved(long seq) {
    var instance = joined;
    if (instance == null) {
      return;
    }
    try {
      ITopic<Long> control = instance.getTopic(CONTROL_MOVED);
      control.publishAsync(seq);
    } catch (HazelcastException | HazelcastInstanceNotActiveException lost) {
      LOG.debug("a hint was lost", lost);
    }
  }

  private void hinted(@Nullable Object seq) {
    if (seq instanceof Long moved) {
      controlMoved.accept(moved);
    }
  }

  private void changed(HazelcastInstance instance, LifecycleEvent event) {
    if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
      tell();
    } else if (event.getState() == LifecycleEvent.LifecycleState.SHUTDOWN) {
      lost(instance);
    }
  }

  /// Another member can end this one, and Hazelcast ends one that fails to merge. Then this broker
  /// serves alone until it has joined again; the sooner it was ended, the later.
  @SuppressWarnings("ReferenceEquality") // One that is over may say that it equals nothing.
  private void lost(HazelcastInstance instance) {
    if (left.getCount() == 0 || joined != instance) {
      return;
    }
    joined = null;
    LOG.warn("was shut down as a member: serves alone until it can join again");
    var lasted = Duration.ofNanos(System.nanoTime() - joinedAtNanos);
    joinLater(lasted.compareTo(longestPause) < 0 ? longestPause : FIRST_PAUSE);
  }

  private synchronized void tell() {
    var instance = joined;
    if (instance == null) {
      return;
    }
    var peers = new HashSet<Peer>();
    for (Member member : members(instance)) {
      Peer peer = member.localMember() ? null : peer(member);
      if (peer != null) {
        peers.add(peer);
      }
    }
    var now = Set.copyOf(peers);
    followers.forEach(follower -> follower.accept(now));
  }

  private static Set<Member> members(HazelcastInstance instance) {
    try {
      return instance.getCluster().getMembers();
    } catch (HazelcastInstanceNotActiveException gone) {
      return Set.of();
    }
  }

  /// What a member says of itself; null where that is nonsense.
  private static @Nullable Peer peer(Member member) {
    String node = member.getAttribute(Settings.NODE);
    String host = member.getAttribute(Settings.HOST);
    String port = member.getAttribute(Settings.PORT);
    boolean sense =
        node != null
            && node.matches("[1-9][0-9]{0,3}")
            && host != null
            && !host.isEmpty()
            && port != null
            && port.matches("[1-9][0-9]{0,4}")
            && Integer.parseInt(port) <= 65_535;
    return sense ? new Peer(Integer.parseInt(node), host, Integer.parseInt(port)) : null;
  }

  private final class Changes implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      LOG.info("a broker has come: {}", peer(event.getMember()));
      tell();
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      LOG.info("a broker is gone: {}", peer(event.getMember()));
      tell();
    }
  }

  /// Hands over what it owns and leaves. From then on this broker owns whatever it is asked about,
  /// and others may own it too.
  @Override
  public void close() {
    left.countDown();
    joining.lock();
    try {
      var instance = joined;
      if (instance != null) {
        instance.shutdown();
        joined = null;
      }
    } finally {
      joining.unlock();
    }
  }
}
