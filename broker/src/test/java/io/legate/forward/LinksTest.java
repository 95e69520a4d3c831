package io.legate.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.assembly.Site;
import io.legate.authorize.Authorization.Pep;
import io.legate.edge.Neighbours.BrokenThereException;
import io.legate.edge.Neighbours.Neighbour;
import io.legate.edge.Neighbours.Outcome;
import io.legate.edge.PassedCall;
import io.legate.edge.Procedures;
import io.legate.edge.Workers;
import io.legate.forward.Owners.Peer;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.keys.CertificateNames;
import io.legate.keys.ClusterAuthority;
import io.legate.keys.NodeTrust;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.refusal.RefusedException.Detail;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Node 1 passes calls on to node 2.
class LinksTest {

  private static final Duration LONG = Duration.ofSeconds(5);
  private static final TaskId TASK = TaskId.at(Instant.EPOCH);

  private final Vertx vertx = Vertx.vertx();
  private final Workers workers = Workers.named("node", 16);
  private final Procedures procedures = new Procedures();
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private Site site;
  private NodeServer server;
  private Links links;

  /// Node 2 owns everything.
  private record TwoOwnsAll(Peer two) implements Owners {
    @Override
    public Peer ownerOf(TaskId task) {
      return two;
    }

    @Override
    public void follow(Consumer<Set<Peer>> changed) {
      changed.accept(Set.of(two));
    }
  }

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site();
    var authority = ClusterAuthority.open(folder, Clock.systemUTC());
    server =
        NodeServer.listen(
            vertx,
            identity(authority, 2, folder),
            new NodeServer.Address("127.0.0.1", 0, 64 * 1024, Duration.ofSeconds(1)),
            procedures,
            site.clients,
            ready::get,
            workers);
    var two = new Peer(2, "127.0.0.1", server.port());
    links = new Links(vertx, identity(authority, 1, folder), new TwoOwnsAll(two));
    links.open();
  }

  @AfterEach
  void close() {
    links.close();
    server.close();
    workers.close();
    vertx.close().await();
    site.close();
  }

  @Test
  void callComesAsItCameIn() throws Exception {
    var came = new AtomicReference<@Nullable PassedCall>();
    procedures.add(
        "s/M",
        call -> {
          came.set(call);
          return "answer".getBytes(StandardCharsets.UTF_8);
        });
    var call = new PassedCall("s/M", List.of("DPoP a", "b"), List.of("p"), new byte[] {1, 0}, null);
    assertThat(owner().pass(call, LONG))
        .isInstanceOfSatisfying(
            Outcome.Answered.class,
            answer -> assertThat(answer.message()).asString().isEqualTo("answer"));
    var passed = Objects.requireNonNull(came.get());
    assertThat(passed.authorization()).containsExactly("DPoP a", "b");
    assertThat(passed.proofs()).containsExactly("p");
    assertThat(passed.message()).containsExactly(1, 0);
    assertThat(passed.onStream()).isNull();
  }

  @Test
  void callerOfAStreamIsTheSameThere() throws Exception {
    var came = new AtomicReference<@Nullable Pep>();
    procedures.add(
        "s/M",
        call -> {
          came.set(call.onStream());
          return new byte[0];
        });
    var client = Objects.requireNonNull(site.clients.find(new ClientId("rs:erp")));
    var pep =
        new Pep(client, client.keys().getFirst().thumbprint(), "kid", Instant.EPOCH, List.of());
    var call = new PassedCall("s/M", List.of(), List.of(), new byte[0], pep);
    owner().pass(call, LONG);
    assertThat(came.get()).isEqualTo(pep);
  }

  @Test
  void refusalIsTheSameHere() {
    var refusal =
        new RefusedException(
                Code.INVALID_TOKEN, "no", List.of(new Detail("/a", "reason", "a sentence")))
            .ofAgent();
    procedures.add(
        "s/M",
        _ -> {
          throw refusal;
        });
    assertThatThrownBy(() -> pass(LONG))
        .isInstanceOfSatisfying(
            RefusedException.class,
            told -> {
              assertThat(told.code()).isEqualTo(refusal.code());
              assertThat(told.sentence()).isEqualTo(refusal.sentence());
              assertThat(told.details()).isEqualTo(refusal.details());
              assertThat(told.isAboutAgent()).isTrue();
            });
  }

  @Test
  void whatBreaksThereIsNamedHereAndNotTold() {
    procedures.add(
        "s/M",
        _ -> {
          throw new IllegalStateException("a secret of node 2");
        });
    assertThatThrownBy(() -> pass(LONG))
        .isInstanceOf(BrokenThereException.class)
        .hasMessageStartingWith("node 2 had the incident `")
        .hasMessageNotContaining("secret");
  }

  @Test
  void methodThatIsNotKnownThereIsNotCarriedOut() throws Exception {
    assertThat(pass(LONG)).isEqualTo(new Outcome.NotCarriedOut());
  }

  @Test
  void nodeThatIsNotReadyCarriesOutNothing() throws Exception {
    procedures.add("s/M", _ -> new byte[0]);
    var owner = owner();
    ready.set(false);
    assertThat(owner.pass(call(), LONG)).isEqualTo(new Outcome.NotCarriedOut());
    await(() -> links.up() == 0);
    assertThat(links.ownerOf(TASK)).isNull();
    ready.set(true);
    assertThat(pass(LONG)).isInstanceOf(Outcome.Answered.class);
  }

  @Test
  void whatIsNotAnsweredInTimeIsUnknown() throws Exception {
    var over = new CountDownLatch(1);
    procedures.add("s/M", _ -> awaited(over));
    assertThat(pass(Duration.ofMillis(50))).isEqualTo(new Outcome.Unknown());
    assertThat(links.tally().unknown()).isEqualTo(1);
    over.countDown();
  }

  @Test
  void whoeverWaitsForANodeThatGoesAwayLearnsThatNobodyKnows() throws Exception {
    var begun = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    procedures.add(
        "s/M",
        _ -> {
          begun.countDown();
          return awaited(over);
        });
    var owner = owner();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = executor.submit(() -> owner.pass(call(), Duration.ofMinutes(1)));
      begun.await();
      server.close();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(new Outcome.Unknown());
      await(() -> links.ownerOf(TASK) == null);
    } finally {
      over.countDown();
    }
  }

  @Test
  void callerWithoutTimeIsNotPassedOn() throws Exception {
    procedures.add("s/M", _ -> new byte[0]);
    assertThat(pass(Duration.ZERO)).isEqualTo(new Outcome.NotCarriedOut());
  }

  private static byte[] awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new byte[0];
  }

  private Outcome pass(Duration within) throws RefusedException {
    return owner().pass(call(), within);
  }

  private static PassedCall call() {
    return new PassedCall("s/M", List.of(), List.of(), new byte[0], null);
  }

  /// Waits until the link is up.
  private Neighbour owner() {
    await(() -> links.up() == 1);
    return Objects.requireNonNull(links.ownerOf(TASK));
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
