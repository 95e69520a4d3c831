package io.legate.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.edge.Neighbours.Outcome;
import io.legate.edge.PassedCall;
import io.legate.edge.Procedures;
import io.legate.edge.Workers;
import io.legate.forward.Owners.Peer;
import io.legate.keys.CertificateNames;
import io.legate.keys.ClusterAuthority;
import io.legate.keys.NodeTrust;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One link from node 1 to node 2, over which much is under way.
class LinkTest {

  private static final int HELD = 200;

  /// The peer holds all calls until it is asked, while they are under way, whether it takes more.
  @Test
  void aFullLinkStillAnswersItsPing(@TempDir Path folder) throws Exception {
    var authority = ClusterAuthority.open(folder, Clock.systemUTC());
    var procedures = new Procedures();
    var held = new CountDownLatch(HELD);
    var over = new CountDownLatch(1);
    procedures.add(
        "s/M",
        _ -> {
          held.countDown();
          awaitUninterrupted(over);
          return new byte[0];
        });
    var asked = new AtomicInteger();
    var vertx = Vertx.vertx();
    try (var site = new Site();
        var workers = Workers.named("node", HELD);
        var server =
            NodeServer.listen(
                vertx,
                identity(authority, 2, folder),
                new NodeServer.Address("127.0.0.1", 0, 64 * 1024, Duration.ofSeconds(1)),
                procedures,
                site.clients,
                () -> asked.incrementAndGet() > 0,
                workers);
        var link =
            Link.open(
                vertx, identity(authority, 1, folder), new Peer(2, "127.0.0.1", server.port()));
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      await(link::isUp);
      try {
        List<Future<Outcome>> calls = new ArrayList<>();
        for (int i = 0; i < HELD; i++) {
          calls.add(callers.submit(() -> link.pass(call(), Duration.ofMinutes(1))));
        }
        assertThat(held.await(30, TimeUnit.SECONDS)).as("all are carried out at once").isTrue();
        int before = asked.get();
        await(() -> asked.get() >= before + 2 || !link.isUp());
        assertThat(link.isUp()).isTrue();
        assertThat(calls).hasSize(HELD);
      } finally {
        over.countDown();
      }
    } finally {
      vertx.close().await();
    }
  }

  private static PassedCall call() {
    return new PassedCall("s/M", List.of(), List.of(), new byte[0], null);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static NodeIdentity identity(ClusterAuthority authority, int node, Path folder)
      throws Exception {
    var files = authority.issue(node, new CertificateNames(List.of()), folder.resolve("nodes"));
    var trust = NodeTrust.of(authority.files().certificateFile());
    return new NodeIdentity(node, files.certificateFile(), files.keyFile(), trust);
  }
}
