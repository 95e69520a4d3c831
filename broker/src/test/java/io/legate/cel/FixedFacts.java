package io.legate.cel;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.BoundaryLimits;
import io.legate.identity.ClientId;
import io.legate.json.JsonReader;
import io.legate.policy.Facts;
import io.legate.policy.UnknownFigureException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A question whose facts stand still.
record FixedFacts(ActionRequest action, Instant now) implements Facts, Facts.Session {

  static final Instant NOW = Instant.parse("2026-11-23T15:30:00Z");

  static FixedFacts of(String arguments) {
    return of("payments.create", arguments);
  }

  static FixedFacts of(String action, String arguments) {
    try {
      return new FixedFacts(
          ActionRequest.parse(
              action,
              "https://erp.test",
              "erp://acme/invoices/1",
              JsonReader.read(arguments),
              BoundaryLimits.DEFAULT),
          NOW);
    } catch (Exception e) {
      throw new IllegalArgumentException(arguments, e);
    }
  }

  FixedFacts at(String instant) {
    return new FixedFacts(action, Instant.parse(instant));
  }

  @Override
  public Subject subject() {
    return new Subject("user:corp:alice", List.of("manager"), List.of("payments"));
  }

  @Override
  public List<Actor> chain() {
    return List.of(
        new Actor(new ClientId("agent:action"), "ai_agent", List.of("payer"), 1),
        new Actor(new ClientId("agent:orchestrator"), "ai_agent", List.of("opener"), 0));
  }

  @Override
  public Work task() {
    return new Work("the-task", "pay", NOW.minusSeconds(60), NOW.plusSeconds(60));
  }

  @Override
  public Session session() {
    return this;
  }

  @Override
  public @Nullable Set<String> list(String name) {
    return Map.of("blocked_vendors", Set.of("V-666", "Ünïcode"), "empty", Set.<String>of())
        .get(name);
  }

  @Override
  public @Nullable BigDecimal signal(String name, String about) {
    return name.equals("risk") && about.equals("agent:action") ? new BigDecimal("0.70") : null;
  }

  @Override
  public Set<String> labels() {
    return Set.of("untrusted_content");
  }

  @Override
  public long count(String action, @Nullable Duration per) {
    if (action.equals("payments.read")) {
      throw new UnknownFigureException("the task did more than is remembered of it");
    }
    return action.equals("payments.create") ? (per == null ? 7 : 2) : 0;
  }

  @Override
  public long countByHop(String action, @Nullable Duration per) {
    return per == null ? 3 : 1;
  }

  @Override
  public BigDecimal sum(String action, String argument) {
    return new BigDecimal("1200.50");
  }

  @Override
  public long distinct(String action, String argument) {
    return 4;
  }

  @Override
  public boolean done(String action, String key) {
    return key.equals("[\"INV-1\"]");
  }

  @Override
  public long denials(Duration per) {
    return 5;
  }
}
