package io.legate.review;

import io.legate.authorize.Reenactment;
import io.legate.boundary.BoundaryLimits;
import io.legate.control.ControlState;
import io.legate.identity.TaskId;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.ledger.StoredEvent;
import io.legate.policy.Conditions;
import io.legate.policy.Policies;
import io.legate.policy.Policy;
import io.legate.policy.PublishedPolicies;
import io.legate.review.Finding.About;
import io.legate.review.Finding.NotReproducible;
import io.legate.task.EventKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Decides what is on record again, from the records alone, with the code that decided it.
///
/// Each decision is made on the state before it, at its time, under the control state that its
/// record names, and so under the bundle that was in force. It must come out as it was recorded,
/// together with what was recorded of it in the same turn: whom it asked, which breaker it tripped.
///
/// Under another bundle each task goes as it would have gone from the beginning of the period on:
/// what that bundle allows is counted, labelled and done, and what it does not allow is not. What
/// agents asked stays as it was, and so do hops, boundaries, control, people's answers to the same
/// questions, and the scores that outcomes moved.
///
/// Openings of tasks and exchanges are NOT decided again, only what was asked within tasks. What
/// was asked outside of any task is a finding: it rests on the configuration too.
public final class Replay {

  private static final String ALONE =
      "asked outside of any task: which clients were agents, and who owns what, is not on record";

  private static final String REMOVED = "removed from the record";

  /// How many different bundles are kept compiled.
  private static final int BUNDLES_MAX = 16;

  private final Records records;
  private final ControlHistory control;
  private final Reenactment reenactment;
  private final Policies policies;
  private final @Nullable Policy other;

  /// @param conditions compiles expressions as the broker does
  /// @param other another bundle to decide under too; null for none
  public Replay(Records records, Conditions conditions, @Nullable Policy other) {
    this.records = records;
    this.control = new ControlHistory(records);
    this.reenactment = new Reenactment(conditions);
    this.policies = new Compiled(conditions);
    this.other = other;
  }

  /// Is told how far it has got.
  public interface Progress {
    /// @param tasks gone through
    /// @param events of them
    void passed(long tasks, long events);
  }

  /// Decides the period again.
  ///
  /// @param found told once for each decision of the period, and once more where there is another
  ///   bundle
  /// @throws LedgerUnavailableException if the ledger does not answer; damage is a finding
  public void run(Period period, Consumer<Finding> found, Progress progress)
      throws LedgerUnavailableException {
    var visitor =
        new RecordedTasks.Visitor() {
          @Override
          public RecordedTasks.TaskVisitor task(TaskId task) {
            var whatIf = other == null ? null : new WhatIf(task, reenactment, other);
            return new TaskReplay(task, Replay.this, whatIf, period, found);
          }

          @Override
          public void removed(StoredEvent event) {
            if (event.kind() == EventKind.DECIDED.number() && period.holds(event.at())) {
              found.accept(new NotReproducible(alone(event), REMOVED));
            }
          }

          @Override
          public void passed(long tasks, long events) {
            progress.passed(tasks, events);
          }
        };
    new RecordedTasks(records).visit(period, visitor);
    LoneDecisions.visit(
        records, period, (event, _) -> found.accept(new NotReproducible(alone(event), ALONE)));
  }

  private static About alone(StoredEvent event) {
    return new About(new TaskId(event.stream().value()), event.seq(), event.at(), null, null);
  }

  ControlHistory control() {
    return control;
  }

  Reenactment reenactment() {
    return reenactment;
  }

  Policy inForce(ControlState state) {
    return policies.inForce(state);
  }

  /// Bundles that were in force at one time or another, each compiled once while it is used.
  private static final class Compiled implements Policies {
    private final Conditions conditions;
    private final Map<String, Policies> byHash =
        new LinkedHashMap<>(BUNDLES_MAX, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Policies> eldest) {
            return size() > BUNDLES_MAX;
          }
        };

    Compiled(Conditions conditions) {
      this.conditions = conditions;
    }

    @Override
    public Policy inForce(ControlState state) {
      var published = state.policy();
      // Boundaries as large as any configuration admits: one that was refused was not published.
      return byHash
          .computeIfAbsent(
              published == null ? "" : published.hash(),
              _ -> new PublishedPolicies(conditions, BoundaryLimits.DEFAULT))
          .inForce(state);
    }
  }
}
