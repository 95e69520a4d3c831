package io.legate.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.properties.ClusterProperty;
import io.legate.cluster.Membership.Place;
import io.legate.forward.Owners.Peer;
import io.legate.identity.TaskId;
import io.legate.identity.Uuid7;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// A broker needs no other: it serves alone where it cannot be a member, or was made to be none,
/// and is one again when it can.
class ClusterMemberTest {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Place one = new Place("127.0.0.1", freePort());
  private final Place two = new Place("127.0.0.1", freePort());

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private Membership membership(int node) {
    Place listen = node == 1 ? one : two;
    return new Membership(
        "cluster-" + one.port(),
        node,
        "127.0.0.1",
        node,
        listen,
        List.of(one, two),
        Duration.ofSeconds(1));
  }

  private static Peer peer(int node) {
    return new Peer(node, "127.0.0.1", node);
  }

  private static List<Peer> peersOf(ClusterMember member) {
    var peers = new CopyOnWriteArrayList<Peer>();
    member.follow(
        now -> {
          peers.retainAll(now);
          peers.addAllAbsent(now);
        });
    return peers;
  }

  private HazelcastInstance instance(int node) {
    int port = node == 1 ? one.port() : two.port();
    return requireNonNull(Hazelcast.getHazelcastInstanceByName("legate-" + node + "-" + port));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Test
  void aMemberThatOthersShutDownJoinsAgain() throws Exception {
    try (var first = new ClusterMember(membership(1), PAUSE);
        var second = new ClusterMember(membership(2), PAUSE)) {
      var seenBySecond = peersOf(second);
      first.join();
      second.join();
      await(() -> seenBySecond.equals(List.of(peer(1))));
      var ended = instance(1);

      ended.getLifecycleService().terminate();

      assertThat(first.ownerOf(new TaskId(Uuid7.at(Instant.EPOCH)))).isNull();
      await(() -> seenBySecond.isEmpty());
      await(() -> seenBySecond.equals(List.of(peer(1))));
      assertThat(instance(1)).isNotSameAs(ended);
    }
  }

  @Test
  void aBrokerThatCannotJoinServesAloneAndJoinsLater() throws Exception {
    var otherwise = Settings.of(membership(2));
    otherwise.setInstanceName("not ours");
    otherwise.setProperty(ClusterProperty.PARTITION_COUNT.getName(), "7");
    var foreign = Hazelcast.newHazelcastInstance(otherwise);
    try (var first = new ClusterMember(membership(1), PAUSE);
        var second = new ClusterMember(membership(2), PAUSE)) {
      var seenByFirst = peersOf(first);
      first.join();
      assertThat(first.ownerOf(new TaskId(Uuid7.at(Instant.EPOCH)))).isNull();
      assertThat(seenByFirst).isEmpty();

      foreign.getLifecycleService().terminate();
      second.join();

      await(() -> seenByFirst.equals(List.of(peer(2))));
    } finally {
      foreign.getLifecycleService().terminate();
    }
  }
}
