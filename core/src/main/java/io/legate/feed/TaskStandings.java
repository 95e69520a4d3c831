package io.legate.feed;

import io.legate.feed.Told.Matter;
import io.legate.feed.Told.Standing;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.Instance.Target;
import io.legate.task.TaskState;
import io.legate.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a task and its hops stand, as far as each audience has tokens of them.
///
/// An audience hears of a task, or of a hop, only if there is an unexpired token of it that is
/// addressed to that audience: whatever else the task does stays unknown to it. A hop below what
/// was revoked is named itself, because its tokens do not name what is above them.
///
/// What is held is told with a cutoff: time does not run backwards in a task's stream, so a token
/// issued later exists only because the task or hop was released.
final class TaskStandings {

  private final TaskId task;
  private final TaskState state;
  private final Scope scope;
  private final Instant at;
  private final Map<HopId, Standing> hops = new HashMap<>();

  private TaskStandings(TaskId task, TaskState state, Scope scope, Instant at) {
    this.task = task;
    this.state = state;
    this.scope = scope;
    this.at = at;
  }

  /// Returns what to tell, by audience.
  ///
  /// @param at when the last event of the scope was decided
  /// @param audiences who listens
  /// @param now tokens that expired [RevocationFeed#SLACK] before it are of no concern
  static Map<String, List<Told>> of(
      TaskId task, TaskState state, Scope scope, Instant at, Set<String> audiences, Instant now) {
    return scope.isNothing() || audiences.isEmpty()
        ? Map.of()
        : new TaskStandings(task, state, scope, at)
            .tell(audiences, now.minus(RevocationFeed.SLACK));
  }

  private Map<String, List<Told>> tell(Set<String> audiences, Instant expired) {
    var concerned = new HashMap<String, Concerned>();
    state
        .instances()
        .forEach(
            (_, entry) -> {
              Instance instance = entry.value();
              if (instance.target() == Target.RESOURCE_SERVER
                  && audiences.contains(instance.audience())
                  && instance.expiresAt().isAfter(expired)) {
                concerned
                    .computeIfAbsent(instance.audience(), _ -> new Concerned())
                    .add(instance, standing(instance.hop()));
              }
            });
    Standing whole = whole();
    var told = new HashMap<String, List<Told>>();
    concerned.forEach((audience, each) -> told.put(audience, each.tell(whole)));
    return told;
  }

  /// Returns how the task stands, or null where that is not to be told.
  private @Nullable Standing whole() {
    if (state.status() == TaskStatus.COMPLETED || state.status() == TaskStatus.REVOKED) {
      return Standing.ENDED;
    }
    HopId root = state.root();
    Hop top = root == null ? null : state.hops().get(root);
    if (top == null || !scope.coversTask(state)) {
      return null;
    }
    return top.suspendedBy().isEmpty() ? Standing.RELEASED : Standing.HELD;
  }

  /// Returns how a hop stands beside its task, or null where that is not to be told.
  private @Nullable Standing standing(HopId hop) {
    if (state.status() != TaskStatus.OPEN || !scope.covers(state, hop)) {
      return null;
    }
    Standing standing = hops.get(hop);
    if (standing == null) {
      standing = ofChain(state.chain(hop));
      hops.put(hop, standing);
    }
    return standing == Standing.RELEASED && !scope.restores() ? null : standing;
  }

  private Standing ofChain(List<Hop> chain) {
    boolean held = false;
    for (Hop each : chain) {
      if (each.revoked()) {
        return Standing.ENDED;
      }
      // The root's own suspension is the task's.
      boolean suspended = each.parent() != null && !each.suspendedBy().isEmpty();
      held |= suspended || state.breakers().suspends(each.client());
    }
    return held ? Standing.HELD : Standing.RELEASED;
  }

  private Told told(Matter matter, String id, Standing standing, Instant forgetAt) {
    return new Told(matter, id, standing, standing == Standing.HELD ? at : null, forgetAt);
  }

  /// What concerns one audience.
  private final class Concerned {
    private final Map<HopId, Standing> each = new LinkedHashMap<>();
    private Instant last = Instant.MIN;

    void add(Instance instance, @Nullable Standing standing) {
      last = instance.expiresAt().isAfter(last) ? instance.expiresAt() : last;
      if (standing != null) {
        each.put(instance.hop(), standing);
      }
    }

    List<Told> tell(@Nullable Standing whole) {
      // One instant for all of them, so that they can be told together.
      Instant forgetAt = last.plus(RevocationFeed.SLACK);
      var told = new ArrayList<Told>(each.size() + 1);
      if (whole != null) {
        told.add(told(Matter.TASK, task.toString(), whole, forgetAt));
      }
      each.forEach(
          (hop, standing) -> told.add(told(Matter.HOP, hop.toString(), standing, forgetAt)));
      return told;
    }
  }
}
