package io.legate.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.assembly.Site;
import io.legate.edge.Neighbours.Outcome;
import io.legate.edge.PassedCall;
import io.legate.edge.Procedures;
import io.legate.edge.Workers;
import io.legate.forward.Owners.Peer;
import io.legate.keys.CertificateNames;
import io.legate.keys.ClusterAuthority;
import io.legate.keys.NodeTrust;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an owner leaves to whoever passed it on, instead of refusing it for all.
class NotCarriedOutTest {

  private static RefusedException refusal() {
    return new RefusedException(Code.INVALID_CLIENT, "client authentication failed");
  }

  private static Outcome pass(Link link, String method) throws RefusedException {
    return link.pass(
        new PassedCall(method, List.of(), List.of(), new byte[0], null), Duration.ofMinutes(1));
  }

  @Test
  void aCallOfAClientThatTheOwnerDoesNotKnowYetIsNotRefusedByIt(@TempDir Path folder)
      throws Exception {
    var procedures = new Procedures();
    procedures.add(
        "s/Stranger",
        _ -> {
          throw refusal().ofStranger();
        });
    procedures.add(
        "s/Refused",
        _ -> {
          throw refusal();
        });
    withLink(
        folder,
        procedures,
        link -> {
          assertThat(pass(link, "s/Stranger")).isEqualTo(new Outcome.NotCarriedOut());
          assertThatThrownBy(() -> pass(link, "s/Refused")).isInstanceOf(RefusedException.class);
        });
  }

  @Test
  void anOwnerWithoutRoomLeavesCallsToOthers(@TempDir Path folder) throws Exception {
    var held = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    var procedures = new Procedures();
    procedures.add(
        "s/Held",
        _ -> {
          held.countDown();
          awaitUninterrupted(over);
          return new byte[0];
        });
    withLink(
        folder,
        procedures,
        link -> {
          var first = Thread.ofVirtual().start(() -> passQuietly(link));
          try {
            assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(pass(link, "s/Held")).isEqualTo(new Outcome.NotCarriedOut());
          } finally {
            over.countDown();
            first.join();
          }
        });
  }

  private static void passQuietly(Link link) {
    try {
      pass(link, "s/Held");
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Linked {
    void go(Link link) throws Exception;
  }

  /// To a peer that carries out one call at a time.
  private static void withLink(Path folder, Procedures procedures, Linked linked) throws Exception {
    var authority = ClusterAuthority.open(folder, Clock.systemUTC());
    var vertx = Vertx.vertx();
    try (var site = new Site();
        var workers = Workers.named("node", 1);
        var server =
            NodeServer.listen(
                vertx,
                identity(authority, 2, folder),
                new NodeServer.Address("127.0.0.1", 0, 64 * 1024, Duration.ofSeconds(1)),
                procedures,
                site.clients,
                () -> true,
                workers);
        var link =
            Link.open(
                vertx, identity(authority, 1, folder), new Peer(2, "127.0.0.1", server.port()))) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!link.isUp()) {
        assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      linked.go(link);
    } finally {
      vertx.close().await();
    }
  }

  private static NodeIdentity identity(ClusterAuthority authority, int node, Path folder)
      throws Exception {
    var files = authority.issue(node, new CertificateNames(List.of()), folder.resolve("nodes"));
    var trust = NodeTrust.of(authority.files().certificateFile());
    return new NodeIdentity(node, files.certificateFile(), files.keyFile(), trust);
  }
}
