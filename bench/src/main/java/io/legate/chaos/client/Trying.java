package io.legate.chaos.client;

import io.legate.chaos.client.History.Phase;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Does one thing, however often it must be tried, and writes down every attempt.
///
/// What was not answered is tried again at another broker with the same `request_id`, until the
/// answer is known or patience ends.
final class Trying {

  /// Longer than any fault lasts with its healing.
  private static final Duration PATIENCE = Duration.ofSeconds(75);

  private static final int PAUSE_MILLIS = 150;

  private final History history;
  private final Habits habits;
  private final Stops stops;

  /// When clients give up.
  interface Stops {
    boolean givesUp();
  }

  Trying(History history, Habits habits, Stops stops) {
    this.history = history;
    this.habits = habits;
    this.stops = stops;
  }

  /// One attempt at one broker.
  interface Attempt<A> {
    Reply<A> at(int broker, String request);
  }

  /// Something to be done.
  ///
  /// @param act its name, unlike any other's
  /// @param op what kind of thing it is
  /// @param asked what stands in the history beside it
  /// @param told what of an answer stands in the history
  record Act<A>(
      String act, String op, Json.Obj asked, Attempt<A> attempt, Function<A, Json.Obj> told) {}

  static String newRequest() {
    return Uuid7.at(Instant.now()).toString();
  }

  /// Does it, first at `broker`. Returns the answer, or null where it was refused or nobody knows.
  <A> @Nullable A until(Act<A> act, int broker, String firstRequest, Random random) {
    String request = firstRequest;
    int at = broker;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Reply<A> reply = once(act, at, request, random.nextDouble() < habits.forgets());
      if (reply.phase() == Phase.OK) {
        return reply.message();
      }
      boolean shed = reply.code().equals("RESOURCE_EXHAUSTED") && random.nextBoolean();
      if ((reply.phase() == Phase.FAIL && !shed)
          || System.nanoTime() > deadline
          || stops.givesUp()) {
        return null;
      }
      LockSupport.parkNanos((PAUSE_MILLIS + random.nextInt(PAUSE_MILLIS)) * 1_000_000L);
      at = another(at, random);
      if (!habits.keepsRequestIds()) {
        request = newRequest();
      }
    }
  }

  /// Makes one attempt.
  <A> Reply<A> once(Act<A> act, int broker, String request, boolean forgets) {
    long attempt = history.invoke(act.act, act.op, broker, request, act.asked);
    Reply<A> reply = act.attempt.at(broker, request);
    A message = reply.message();
    if (message != null && forgets) {
      history.end(attempt, Phase.UNKNOWN, Json.Obj.with("code", "FORGOTTEN").build());
      return Reply.failed(Reply.LOST, "", "forgotten", null);
    }
    history.end(attempt, reply.phase(), message != null ? act.told.apply(message) : why(reply));
    return reply;
  }

  private static Json.Obj why(Reply<?> reply) {
    return Json.Obj.with("code", reply.code())
        .with("reason", reply.reason())
        .with("sentence", reply.sentence())
        .build();
  }

  private static int another(int broker, Random random) {
    return (broker + random.nextInt(2)) % io.legate.chaos.stage.Cluster.BROKERS + 1;
  }
}
