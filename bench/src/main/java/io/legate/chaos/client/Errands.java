package io.legate.chaos.client;

import io.legate.chaos.client.Acts.Payment;
import io.legate.chaos.stage.Cluster;
import io.legate.v1.Decision;
import io.legate.v1.ExchangeResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What a fault has clients do besides their usual work, recorded like all else.
public final class Errands {

  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final int AT_ONCE = 8;

  /// Well within that of the hop above, which was made before.
  private static final Duration LEAF_LIFE = Duration.ofMinutes(10);

  private final Crowd crowd;
  private final Random random;
  private final String name = "errand" + NUMBERS.incrementAndGet();

  public Errands(Crowd crowd, Random random) {
    this.crowd = crowd;
    this.random = random;
  }

  /// Suspends one of the agents that are delegated to, at any broker.
  ///
  /// @return whether that was acknowledged
  public boolean suspend(String client) {
    return order(client, false);
  }

  /// Restores it.
  public boolean restore(String client) {
    return order(client, true);
  }

  private boolean order(String client, boolean restores) {
    String act = name + (restores ? "-restore" : "-suspend");
    var order = Orders.suspend(act, crowd.operator(), client, restores);
    return crowd.trying().until(order, broker(), Trying.newRequest(), random) != null;
  }

  /// What came of questions.
  public record Asked(int all, int allowed) {}

  /// Withdraws a broker's signing key, at any broker that can be reached.
  ///
  /// @return milliseconds until it was acknowledged; negative if it was not
  public long withdraw(String kid) {
    long from = System.nanoTime();
    var order = Orders.withdraw(name + "-withdraw", crowd.operator(), kid);
    var answer = crowd.trying().until(order, broker(), Trying.newRequest(), random);
    return answer == null ? -1 : (System.nanoTime() - from) / 1_000_000;
  }

  /// A task with one hop that has very many below it.
  public final class Tree {
    private final HeldHop middle;
    private final List<HeldHop> leaves;

    private Tree(HeldHop middle, List<HeldHop> leaves) {
      this.middle = middle;
      this.leaves = leaves;
    }

    /// How many descendants there are.
    public int size() {
      return leaves.size();
    }

    /// Returns whether this key has signed the token of the first.
    public boolean isSignedBy(String kid) {
      return kid.equals(leaves.getFirst().token().kid());
    }

    /// Has every descendant whose token this key has signed ask for a payment.
    public Asked askSignedBy(String kid) {
      int all = 0;
      int allowed = 0;
      for (HeldHop leaf : leaves) {
        if (!kid.equals(leaf.token().kid())) {
          continue;
        }
        String act = "%s-signed-%s".formatted(name, NUMBERS.incrementAndGet());
        var payment = new Payment(leaf, act, 1, act);
        var question = crowd.acts().authorize(act, payment, payment.proof());
        var answer = crowd.trying().until(question, broker(), Trying.newRequest(), random);
        all++;
        allowed += answer != null && answer.getDecision() == Decision.DECISION_ALLOW ? 1 : 0;
      }
      return new Asked(all, allowed);
    }

    /// Ends the hop above them all, by one order.
    ///
    /// @return milliseconds until it was acknowledged; negative if it was not
    public long revoke() {
      long from = System.nanoTime();
      var order = Orders.revoke(name + "-end", crowd.opener(), middle.task(), middle.hop());
      var answer = crowd.trying().until(order, broker(), Trying.newRequest(), random);
      return answer == null ? -1 : (System.nanoTime() - from) / 1_000_000;
    }

    /// Has so many of the descendants ask for a payment, and returns how many were answered.
    public int ask(int most) {
      int answered = 0;
      for (int i = 0; i < most; i++) {
        HeldHop leaf = leaves.get(random.nextInt(leaves.size()));
        String act = "%s-ask-%s-%s".formatted(name, NUMBERS.incrementAndGet(), i);
        var payment = new Payment(leaf, act, 1, act);
        var question = crowd.acts().authorize(act, payment, payment.proof());
        answered +=
            crowd.trying().until(question, broker(), Trying.newRequest(), random) == null ? 0 : 1;
      }
      return answered;
    }
  }

  /// Opens a task and delegates so often below one hop of it. Returns null where that failed.
  public @Nullable Tree plant(int descendants) throws InterruptedException {
    Caller opener = crowd.opener();
    Terms terms = new Terms(1_000, 1_000_00);
    var opened =
        crowd
            .trying()
            .until(Acts.open(name + "-open", opener, terms), broker(), Trying.newRequest(), random);
    if (opened == null) {
      return null;
    }
    HeldHop root = HeldHop.of(opened.getToken(), opener);
    Caller middle = crowd.workers().get(0);
    Caller below = crowd.workers().get(1);
    String statement = Acts.statement(root, middle.party(), terms.narrowed(1_000));
    var redeemed =
        crowd
            .trying()
            .until(
                Acts.redeem(name + "-redeem", root.task(), middle, statement),
                broker(),
                "",
                random);
    if (redeemed == null) {
      return null;
    }
    HeldHop hop = HeldHop.of(redeemed.getToken(), middle);
    var leaves = new ArrayList<HeldHop>();
    var work = new ArrayList<Callable<@Nullable HeldHop>>();
    for (int i = 0; i < descendants; i++) {
      String act = name + "-leaf-" + i;
      long seed = random.nextLong();
      work.add(() -> leaf(act, hop, below, new Random(seed)));
    }
    try (var executor = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (var leaf : executor.invokeAll(work)) {
        HeldHop found = leaf.resultNow();
        if (found != null) {
          leaves.add(found);
        }
      }
    }
    return leaves.isEmpty() ? null : new Tree(hop, List.copyOf(leaves));
  }

  private @Nullable HeldHop leaf(String act, HeldHop hop, Caller below, Random own) {
    String statement = Acts.statement(hop, below.party(), Terms.leaf(), LEAF_LIFE);
    ExchangeResponse answer =
        crowd
            .trying()
            .until(
                Acts.redeemForUse(act, hop.task(), below, statement),
                own.nextInt(Cluster.BROKERS) + 1,
                "",
                own);
    return answer == null ? null : HeldHop.of(answer.getToken(), below).below(hop);
  }

  private int broker() {
    return random.nextInt(Cluster.BROKERS) + 1;
  }
}
