package io.legate.chaos.client;

import io.legate.chaos.client.Acts.Payment;
import io.legate.chaos.stage.Cluster;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.Decision;
import io.legate.v1.ExchangeResponse;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The life of one task: opened, delegated to two siblings who share its limits, used by both at
/// once at different brokers, and ended in one of several ways while they go on asking.
final class TaskPlay {

  private static final int ASKS = 9;
  private static final int INVOICES = 6;

  /// How the task, or a part of it, ends before its siblings have finished.
  private enum End {
    NOT,
    HOP_REVOKED,
    HOP_CONTAINED,
    TASK_REVOKED,
    COMPLETED
  }

  private final Crowd crowd;
  private final Trying trying;
  private final Acts acts;
  private final String name;
  private final Random random;
  private final End end;

  /// @param name unlike any other task's
  TaskPlay(Crowd crowd, Trying trying, String name, long seed) {
    this.crowd = crowd;
    this.trying = trying;
    this.acts = crowd.acts();
    this.name = name;
    this.random = new Random(seed);
    this.end = End.values()[random.nextInt(End.values().length)];
  }

  void run() throws InterruptedException {
    Terms terms = Terms.of(random);
    Caller opener = crowd.opener();
    String request = Trying.newRequest();
    var opened =
        trying.until(Acts.open(name + "-open", opener, terms), broker(random), request, random);
    if (opened == null) {
      return;
    }
    HeldHop root = HeldHop.of(opened.getToken(), opener);
    List<Caller> workers = crowd.workers();
    int first = random.nextInt(workers.size());
    HeldHop one = delegate(root, workers.get(first), terms, "a");
    HeldHop other = delegate(root, workers.get((first + 1) % workers.size()), terms, "b");
    if (one == null || other == null) {
      return;
    }
    var strands = new CountDownLatch(2);
    strand(one, "a", new Random(random.nextLong()), strands);
    strand(other, "b", new Random(random.nextLong()), strands);
    crowd.pause(random, ASKS / 3);
    end(root, one);
    strands.await();
  }

  private @Nullable HeldHop delegate(HeldHop root, Caller worker, Terms terms, String strand) {
    String statement =
        Acts.statement(root, worker.party(), terms.narrowed(random.nextInt(2, ASKS)));
    var act = Acts.redeem(name + "-redeem-" + strand, root.task(), worker, statement);
    int at = broker(random);
    ExchangeResponse redeemed;
    if (random.nextInt(4) == 0) {
      // The same statement at two brokers at once: one hop, whoever wins.
      redeemed =
          both(
              () -> trying.once(act, at, "", false).message(),
              () -> trying.once(act, next(at), "", false).message());
      if (redeemed == null) {
        redeemed = trying.until(act, at, "", random);
      }
    } else {
      redeemed = trying.until(act, at, "", random);
    }
    if (redeemed == null) {
      return null;
    }
    HeldHop hop = HeldHop.of(redeemed.getToken(), worker);
    var renewed =
        trying.until(Acts.renew(name + "-renew-" + strand, hop), broker(random), "", random);
    return renewed == null ? null : HeldHop.of(renewed.getToken(), worker);
  }

  private void strand(HeldHop hop, String strand, Random own, CountDownLatch done) {
    Thread.ofVirtual()
        .name(name + strand)
        .start(
            () -> {
              try {
                for (int i = 0; i < ASKS && !crowd.isStopping(); i++) {
                  crowd.pause(own, 1);
                  ask(hop, name + "-" + strand + i, own);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                done.countDown();
              }
            });
  }

  private void ask(HeldHop hop, String act, Random own) throws InterruptedException {
    int cents = own.nextInt(5_00, Terms.ASKED_FROM);
    boolean large = own.nextInt(8) == 0;
    var payment =
        new Payment(
            hop,
            "INV-" + own.nextInt(INVOICES) + "-" + (own.nextBoolean() ? name : act),
            large ? cents + Terms.ASKED_FROM : cents,
            act);
    String request = Trying.newRequest();
    int at = broker(own);
    String proof = payment.proof();
    var question = acts.authorize(act, payment, proof);
    AuthorizeResponse answer;
    switch (own.nextInt(10)) {
      case 0 -> {
        // One request at two brokers at once: one decision.
        answer =
            both(
                () -> trying.once(question, at, request, false).message(),
                () -> trying.once(question, next(at), request, false).message());
        if (answer == null) {
          answer = trying.until(question, next(at), request, own);
        }
      }
      case 1 -> {
        // One proof under two requests at two brokers at once: good for one of them.
        var twin =
            acts.authorize(
                act + "-twin", new Payment(hop, payment.invoice(), payment.cents(), act), proof);
        answer =
            both(
                () -> trying.once(question, at, request, false).message(),
                () -> trying.once(twin, next(at), Trying.newRequest(), false).message());
      }
      case 2 -> {
        twice(hop.holder(), act);
        answer = trying.until(question, at, request, own);
      }
      default -> answer = trying.until(question, at, request, own);
    }
    if (answer != null) {
      follow(payment, act, answer, own);
    }
  }

  /// One assertion at two brokers at once: good for one of them.
  private void twice(Caller caller, String act) throws InterruptedException {
    String assertion = caller.assertion();
    var token = Tokens.token(act + "-token", caller, assertion);
    int at = broker(random);
    both(
        () -> trying.once(token, at, "", false).message(),
        () -> trying.once(token, next(at), "", false).message());
  }

  private void follow(Payment payment, String act, AuthorizeResponse answer, Random own)
      throws InterruptedException {
    if (answer.getDecision() == Decision.DECISION_ALLOW && own.nextInt(3) > 0) {
      int paid = own.nextInt(4) == 0 ? -1 : own.nextInt(1, payment.cents() + 1);
      var settled = acts.settle(act + "-settle", answer.getDecisionId(), paid);
      trying.until(settled, broker(own), Trying.newRequest(), own);
    } else if (answer.getDecision() == Decision.DECISION_ESCALATE && own.nextBoolean()) {
      approve(answer.getEscalationId(), act, own);
      // Asked for twice at once after one approval: allowed once.
      var again = new Payment(payment.hop(), payment.invoice(), payment.cents(), act + "-yes");
      var other = new Payment(payment.hop(), payment.invoice(), payment.cents(), act + "-yes");
      int at = broker(own);
      both(
          () -> allowedAfterApproval(payment, act + "-yes-1", again, at),
          () -> allowedAfterApproval(payment, act + "-yes-2", other, next(at)));
    }
  }

  private @Nullable AuthorizeResponse allowedAfterApproval(
      Payment asked, String act, Payment again, int at) {
    // The reference is part of what was approved, so it stays what it was.
    var same = new Payment(again.hop(), again.invoice(), again.cents(), asked.reference());
    return trying
        .once(acts.authorize(act, same, same.proof()), at, Trying.newRequest(), false)
        .message();
  }

  private void approve(String escalation, String act, Random own) throws InterruptedException {
    Caller approver = crowd.approver();
    var shown =
        trying.until(Orders.look(act + "-look", approver, escalation), broker(own), "", own);
    if (shown == null) {
      return;
    }
    String approval = Orders.approval(approver, shown.getEscalation());
    var answer = Orders.answer(act + "-answer", approver, escalation, approval);
    int at = broker(own);
    String request = Trying.newRequest();
    if (own.nextBoolean()) {
      both(
          () -> trying.once(answer, at, request, false).message(),
          () -> trying.once(answer, next(at), Trying.newRequest(), false).message());
    }
    trying.until(answer, at, request, own);
  }

  private void end(HeldHop root, HeldHop one) {
    Caller opener = crowd.opener();
    String act = name + "-end";
    String request = Trying.newRequest();
    int at = broker(random);
    switch (end) {
      case NOT -> {}
      case HOP_REVOKED ->
          trying.until(Orders.revoke(act, opener, root.task(), one.hop()), at, request, random);
      case HOP_CONTAINED ->
          trying.until(Orders.contain(act, opener, root.task(), one.hop()), at, request, random);
      case TASK_REVOKED ->
          trying.until(Orders.revoke(act, opener, root.task(), ""), at, request, random);
      case COMPLETED ->
          trying.until(Orders.complete(act, opener, root.task()), at, request, random);
    }
  }

  /// Something done that may come to nothing.
  private interface Doing<T> {
    @Nullable T run();
  }

  /// Does both at once and returns what one of them gave.
  private static <T> @Nullable T both(Doing<T> here, Doing<T> there) {
    var found = new java.util.concurrent.atomic.AtomicReference<@Nullable T>();
    Thread beside = Thread.ofVirtual().start(() -> found.set(there.run()));
    T own = here.run();
    try {
      beside.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return own != null ? own : found.get();
  }

  private int broker(Random own) {
    return own.nextInt(Cluster.BROKERS) + 1;
  }

  private static int next(int broker) {
    return broker % Cluster.BROKERS + 1;
  }
}
