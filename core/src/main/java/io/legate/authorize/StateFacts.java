package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.control.ControlState;
import io.legate.json.Json;
import io.legate.limits.ValueHash;
import io.legate.policy.Breaker;
import io.legate.policy.Facts;
import io.legate.policy.Policy;
import io.legate.policy.UnknownFigureException;
import io.legate.task.Hop;
import io.legate.task.TaskEvent.TaskHeader;
import io.legate.task.TaskState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What expressions may read of one question, from the states it is decided on; remembers what was
/// read. Not safe for concurrent use; one ruling has one.
final class StateFacts implements Facts, Facts.Session {

  private final Policy policy;
  private final TaskState state;
  private final List<Hop> hops;
  private final Question question;
  private final Instant at;

  private @Nullable List<Actor> chain;
  private final Readings readings;
  private final Map<String, Json> figures = new LinkedHashMap<>();

  StateFacts(
      Policy policy,
      TaskState state,
      ControlState control,
      List<Hop> hops,
      Question question,
      Instant at) {
    this.policy = policy;
    this.state = state;
    this.readings = new Readings(policy, control, at);
    this.hops = hops;
    this.question = question;
    this.at = at;
  }

  @Override
  public ActionRequest action() {
    return question.action();
  }

  @Override
  public Instant now() {
    return at;
  }

  @Override
  public Subject subject() {
    TaskHeader header = state.requireHeader();
    return new Subject(header.subject(), header.subjectRoles(), header.subjectScopes());
  }

  @Override
  public List<Actor> chain() {
    if (chain == null) {
      var actors = new ArrayList<Actor>(hops.size());
      for (Hop hop : hops) {
        actors.add(new Actor(hop.client(), hop.profile(), policy.roles(hop.client()), hop.depth()));
      }
      chain = actors;
    }
    return chain;
  }

  @Override
  public Work task() {
    TaskHeader header = state.requireHeader();
    return new Work(
        question.task().toString(),
        header.purpose(),
        hops.getLast().issuedAt(),
        header.expiresAt());
  }

  @Override
  public Session session() {
    return this;
  }

  @Override
  public @Nullable Set<String> list(String name) {
    return readings.list(name);
  }

  @Override
  public @Nullable BigDecimal signal(String name, String about) {
    return readings.signal(name, about);
  }

  @Override
  public Set<String> labels() {
    return state.labels();
  }

  @Override
  public long count(String action, @Nullable Duration per) {
    Long count = state.history().count(action, per, at);
    return known("count " + action + within(per), count);
  }

  @Override
  public long countByHop(String action, @Nullable Duration per) {
    Long count = state.history().countByHop(hops.getFirst().id(), action, per, at);
    return known("count_by_hop " + action + within(per), count);
  }

  @Override
  public BigDecimal sum(String action, String argument) {
    return known("sum " + action + " " + argument, state.history().sum(action, argument));
  }

  @Override
  public long distinct(String action, String argument) {
    Long distinct = state.history().distinct(action, argument);
    return known("distinct " + action + " " + argument, distinct);
  }

  @Override
  public boolean done(String action, String key) {
    var hash = ValueHash.of(new Json.Str(key));
    return known("done " + action + " " + hash, state.history().done(action, hash));
  }

  @Override
  public long denials(Duration per) {
    var times = state.breakers().denials().get(hops.getFirst().client());
    Instant from = at.minus(per);
    long found = times == null ? 0 : times.stream().filter(time -> time.isAfter(from)).count();
    // The last ones are remembered; that all of them are within means that there may be more.
    return known("denials" + within(per), found < Breaker.DENIALS_MAX ? found : null);
  }

  private <T> T known(String figure, @Nullable T value) {
    figures.put(figure, new Json.Str(String.valueOf(value)));
    if (value == null) {
      throw new UnknownFigureException("the task did more than is remembered of it");
    }
    return Objects.requireNonNull(value);
  }

  private static String within(@Nullable Duration per) {
    return per == null ? "" : " " + per;
  }

  /// Adds what was read.
  void write(Json.Builder into) {
    readings.write(into);
    Readings.writeUnlessEmpty(into, "session", figures);
  }
}
