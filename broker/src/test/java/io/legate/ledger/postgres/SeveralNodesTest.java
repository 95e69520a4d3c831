package io.legate.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand;
import io.legate.dpop.ProofMaker;
import io.legate.identity.TaskId;
import io.legate.issue.IssuedInstance;
import io.legate.json.JsonReader;
import io.legate.ledger.server.PostgresServer;
import io.legate.open.OpenTask;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.ControlChanges;
import io.legate.revoke.TaskSteering.Order;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Three nodes of one broker on one database, asked at random: whichever answers, it is as if there
/// were one.
///
/// `-Dlegate.journeys=1000` makes the long run.
class SeveralNodesTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final int JOURNEYS = Integer.getInteger("legate.journeys", 200);
  private static final int PROOFS = Integer.getInteger("legate.proofs", 40);
  private static final int LIMIT = 30;

  private static final String PAYMENTS =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],"limits":[{"name":"n","count":%s}],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """
          .formatted(LIMIT);

  private static @Nullable String database;

  private final List<PostgresLedger> ledgers = new ArrayList<>();
  private final List<Site> nodes = new ArrayList<>();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void open() throws Exception {
    var server = PostgresServer.shared();
    String name = database;
    if (name == null) {
      name = server.newDatabase();
      database = name;
      Databases.open(server, name, 1).close();
    }
    server.reset(name);
    for (int node = 1; node <= 3; node++) {
      var ledger = Databases.open(server, name, node);
      ledgers.add(ledger);
      nodes.add(nodes.isEmpty() ? new Site(CLOCK, ledger) : nodes.getFirst().beside(ledger));
    }
  }

  @AfterEach
  void verifyAndClose() throws Exception {
    callers.shutdown();
    for (Site node : nodes) {
      node.close();
    }
    for (PostgresLedger ledger : ledgers) {
      ledger.verify();
      ledger.close();
    }
  }

  private Site node(int number) {
    return nodes.get((number - 1) % nodes.size());
  }

  /// Calls all at the same time, and returns what each came to, null where it was refused.
  private <T> List<@Nullable T> together(List<Callable<T>> calls, Code... refusals)
      throws Exception {
    var barrier = new CyclicBarrier(calls.size());
    var running =
        calls.stream()
            .map(
                call ->
                    callers.submit(
                        () -> {
                          barrier.await(30, TimeUnit.SECONDS);
                          try {
                            return call.call();
                          } catch (RefusedException e) {
                            assertThat(e.code()).as(e.getMessage()).isIn((Object[]) refusals);
                            return null;
                          }
                        }))
            .toList();
    var answers = new ArrayList<@Nullable T>();
    for (var one : running) {
      answers.add(one.get(60, TimeUnit.SECONDS));
    }
    return answers;
  }

  private static long count(List<?> answers) {
    return answers.stream().filter(java.util.Objects::nonNull).count();
  }

  private static AuthorizeCommand question(Site node, IssuedInstance erp, String proof)
      throws Exception {
    var action = Site.action("payments.create", "erp://acme/i1", "{}");
    return Site.command(node.requestId(), erp.token(), proof, action);
  }

  @Test
  void aProofIsGoodAtOneOfTwoNodes() throws Exception {
    for (int i = 0; i < PROOFS; i++) {
      var task = node(i + 1).open("orchestrator", PAYMENTS);
      var erp = node(i + 2).renew("orchestrator", task.token(), Site.ERP);
      String proof =
          new ProofMaker(node(1).signer("orchestrator"))
              .make(ProofMaker.Target.of("POST", Site.PAY).withToken(erp.token()), CLOCK.instant());
      var calls = new ArrayList<Callable<Object>>();
      for (Site node : List.of(node(1), node(2))) {
        var question = question(node, erp, proof);
        calls.add(() -> node.use.authorization().authorize(node.pep("rs:erp"), question));
      }
      assertThat(count(together(calls, Code.INVALID_DPOP_PROOF))).as("proof %s", i).isEqualTo(1);
    }
  }

  @Test
  void anAssertionIsGoodForOneToken() throws Exception {
    String assertion = node(1).assertion("orchestrator");
    var calls = new ArrayList<Callable<Object>>();
    for (int i = 0; i < 64; i++) {
      Site node = node(i + 1);
      String proof =
          new ProofMaker(node.signer("orchestrator"))
              .make(ProofMaker.Target.of("POST", Site.TOKEN_ENDPOINT), CLOCK.instant());
      calls.add(
          () -> {
            var caller = node.use.callers().byAssertion(assertion, null, node.call(proof));
            return node.use.apiTokens().issue(caller, null);
          });
    }
    assertThat(count(together(calls, Code.INVALID_CLIENT, Code.TEMPORARILY_UNAVAILABLE)))
        .isEqualTo(1);
  }

  @Test
  void aTaskGoesFromNodeToNodeAndIsRevokedOnAll() throws Exception {
    long begun = System.nanoTime();
    for (int i = 0; i < JOURNEYS; i++) {
      journey(i);
    }
    System.out.printf(
        "%s journeys over three nodes: %s ms%n",
        JOURNEYS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private void journey(int first) throws Exception {
    Site one = node(first + 1);
    Site two = node(first + 2);
    Site three = node(first + 3);
    var task = one.open("orchestrator", PAYMENTS);
    String statement = one.statement("orchestrator", task.token(), "action", PAYMENTS);
    var hop = two.redeem("action", statement);
    var erp = three.renew("action", hop, Site.ERP);
    assertThat(ask(three, erp)).isEqualTo(Outcome.ALLOW);
    assertThat(ask(two, erp)).isEqualTo(Outcome.ALLOW);
    assertThat(active(one, erp)).isTrue();
    one.use.steering().revoke(order(one, erp.task()));
    for (Site node : List.of(two, three, one)) {
      assertThat(active(node, erp)).isFalse();
      assertThat(ask(node, erp)).isNotEqualTo(Outcome.ALLOW);
      assertThatThrownBy(() -> node.renew("action", hop, Site.ERP))
          .isInstanceOf(RefusedException.class);
    }
  }

  private static Order order(Site at, TaskId task) throws Exception {
    return new Order(at.caller("orchestrator"), at.requestId(), task, null, "enough");
  }

  private static boolean active(Site node, IssuedInstance erp) throws Exception {
    return node.use.introspection().introspect(node.caller("rs:erp"), erp.token()) != null;
  }

  /// Returns what was decided, or null where the node was too busy to.
  private static @Nullable Outcome ask(Site node, IssuedInstance erp) throws Exception {
    try {
      return Site.outcome(node.authorize("action", erp, "payments.create", "erp://acme/i1", "{}"));
    } catch (RefusedException e) {
      assertThat(e.code()).isEqualTo(Code.TEMPORARILY_UNAVAILABLE);
      return null;
    }
  }

  @Test
  void aStatementRedeemedAgainElsewhereIsAnotherInstanceOfTheSameHop() throws Exception {
    var task = node(1).open("orchestrator", PAYMENTS);
    String statement = node(1).statement("orchestrator", task.token(), "action", PAYMENTS);
    var first = node(2).redeem("action", statement);
    var again = node(3).redeem("action", statement);
    assertThat(again.hop()).isEqualTo(first.hop());
    assertThat(again.task()).isEqualTo(first.task());
    assertThat(again.hopEndsAt()).isEqualTo(first.hopEndsAt());
    assertThat(again.authorizationDetails()).isEqualTo(first.authorizationDetails());
    assertThat(Site.hash(again)).isNotEqualTo(Site.hash(first));
  }

  @Test
  void aTaskOpenedAgainElsewhereIsTheSameTask() throws Exception {
    var wanted =
        new OpenTask(
            node(1).requestId(),
            null,
            "pay the invoices of November",
            List.of(),
            new OpenTask.Authority.Stated(JsonReader.read(PAYMENTS)),
            CLOCK.instant().plus(Duration.ofHours(2)),
            4,
            null,
            "task");
    var first = node(1).use.opening().open(node(1).caller("orchestrator"), wanted);
    var again = node(2).use.opening().open(node(2).caller("orchestrator"), wanted);
    assertThat(again.token().task()).isEqualTo(first.token().task());
    assertThat(again.token().hop()).isEqualTo(first.token().hop());
  }

  @Test
  void aLimitIsNeverOverspentWhileControlChanges() throws Exception {
    var task = node(1).open("orchestrator", PAYMENTS);
    var hop =
        node(2)
            .redeem("action", node(1).statement("orchestrator", task.token(), "action", PAYMENTS));
    var erp = node(3).renew("action", hop, Site.ERP);
    var allowed = new AtomicInteger();
    var limited = new AtomicInteger();
    var busy = new AtomicBoolean(true);
    var changing = callers.submit(() -> change(busy));
    var calls = new ArrayList<Callable<Object>>();
    for (int i = 0; i < 9; i++) {
      Site node = node(i + 1);
      calls.add(
          () -> {
            for (int n = 0; n < 2 * LIMIT && limited.get() < 9; n++) {
              Outcome outcome = ask(node, erp);
              if (outcome == Outcome.ALLOW) {
                allowed.incrementAndGet();
              } else if (outcome == Outcome.RATE_LIMITED) {
                limited.incrementAndGet();
              }
            }
            return true;
          });
    }
    together(calls);
    busy.set(false);
    assertThat(changing.get(30, TimeUnit.SECONDS)).isPositive();
    assertThat(allowed.get()).isPositive().isLessThanOrEqualTo(LIMIT);
    assertThat(limited.get()).isPositive();
  }

  private int change(AtomicBoolean busy) throws Exception {
    int changes = 0;
    while (busy.get()) {
      Site node = node(changes + 1);
      var order = new ControlChanges.Order(node.caller("ops"), node.requestId(), "to and fro");
      var other = new io.legate.identity.ClientId("other");
      try {
        if (changes % 2 == 0) {
          node.use.controlChanges().suspendClient(order, other);
        } else {
          node.use.controlChanges().restoreClient(order, other);
        }
        changes++;
      } catch (RefusedException e) {
        assertThat(e.code()).isEqualTo(Code.TEMPORARILY_UNAVAILABLE);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return changes;
  }
}
