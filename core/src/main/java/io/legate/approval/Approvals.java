package io.legate.approval;

import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// The escalations of one task, by the sequence number of the decision that asked.
///
/// Immutable. Bounded: what is over is forgotten, oldest first, when room is needed.
///
/// @param held oldest first
public record Approvals(TreePMap<Long, Escalation> held) {

  /// The most that a task has at once; nobody is asked more until some are over.
  public static final int HELD_MAX = 256;

  /// The most of them that wait because of one hop, so that no agent can keep the others from
  /// asking.
  public static final int PENDING_PER_HOP_MAX = 64;

  /// None.
  public static final Approvals NONE = new Approvals(TreePMap.empty());

  /// What is asked about.
  ///
  /// @param needs who speaks for the grounds
  public record Matter(
      HopId hop, ClientId pep, String digest, List<Ground> grounds, List<Need> needs) {
    public Matter {
      grounds = List.copyOf(grounds);
      needs = List.copyOf(needs);
    }
  }

  /// Returns the escalation that was asked for in decision `seq`, null where there is none.
  public @Nullable Escalation get(long seq) {
    return held.get(seq);
  }

  /// Returns what people have said to an action.
  ///
  /// Reasons may be satisfied by several approvals together. A denial stands for as long as it is
  /// remembered, and so does a lapse.
  ///
  /// @param covers whether an escalation's bound covers the action, its counts included
  public Consulted consult(Matter matter, BiPredicate<Long, Escalation> covers, Instant at) {
    var open = new HashSet<>(Ask.keys(matter.grounds, matter.needs));
    var spends = new ArrayList<Long>();
    var bounds = new ArrayList<Long>();
    held.forEach(
        (seq, escalation) -> {
          if (escalation.status(at) != EscalationStatus.APPROVED) {
            return;
          }
          boolean bounded = escalation.bound() != null;
          boolean applies = bounded ? covers.test(seq, escalation) : isAbout(escalation, matter);
          if (applies && open.removeAll(escalation.ask().keys())) {
            (bounded ? bounds : spends).add(seq);
          }
        });
    if (open.isEmpty()) {
      return new Consulted.Approved(spends, bounds);
    }
    Consulted before = before(matter, open, at);
    return before == null ? new Consulted.Unasked(unsatisfied(matter, open)) : before;
  }

  private @Nullable Consulted before(Matter matter, Set<String> open, Instant at) {
    Consulted waiting = null;
    for (Map.Entry<Long, Escalation> entry : held.entrySet()) {
      Escalation escalation = entry.getValue();
      if (!isAbout(escalation, matter)) {
        continue;
      }
      Set<String> asked = escalation.ask().keys();
      switch (escalation.status(at)) {
        case DENIED -> {
          if (open.stream().anyMatch(asked::contains)) {
            return new Consulted.Refused(entry.getKey(), EscalationStatus.DENIED);
          }
        }
        case LAPSED -> {
          if (!escalation.isComplete() && open.stream().anyMatch(asked::contains)) {
            return new Consulted.Refused(entry.getKey(), EscalationStatus.LAPSED);
          }
        }
        case PENDING -> {
          if (waiting == null && asked.containsAll(open)) {
            waiting = new Consulted.Waiting(entry.getKey());
          }
        }
        case APPROVED, SPENT -> {}
      }
    }
    return waiting;
  }

  private static List<Ground> unsatisfied(Matter matter, Set<String> open) {
    return matter.grounds.stream()
        .filter(ground -> open.contains(Ask.key(ground, matter.needs.get(ground.need()))))
        .toList();
  }

  /// Returns every approval of exactly this action: what its ALLOW uses up, needed or not.
  public List<Long> approved(HopId hop, ClientId pep, String digest, Instant at) {
    var found = new ArrayList<Long>();
    held.forEach(
        (seq, escalation) -> {
          if (escalation.ask().isAbout(hop, pep, digest)
              && escalation.status(at) == EscalationStatus.APPROVED
              && escalation.bound() == null) {
            found.add(seq);
          }
        });
    return found;
  }

  /// Returns whether nobody more can be asked for what this hop wants: it has its share waiting, or
  /// all that a task holds are waiting.
  public boolean isFull(HopId hop, Instant at) {
    long waiting =
        held.values().stream()
            .filter(each -> each.ask().hop().equals(hop))
            .filter(each -> each.status(at) == EscalationStatus.PENDING)
            .count();
    return waiting >= PENDING_PER_HOP_MAX || (held.size() >= HELD_MAX && oldestOver(at) == null);
  }

  /// Returns the state after somebody was asked by decision `seq`.
  public Approvals asked(long seq, Ask ask, Instant at) {
    Long over = held.size() < HELD_MAX ? null : oldestOver(at);
    var rest = over == null ? held : held.minus(over);
    return new Approvals(rest.plus(seq, new Escalation(ask, at, List.of(), null, new TreeSet<>())));
  }

  /// Returns the state after the task got labels: what was asked before did not show why.
  @SuppressWarnings("ReferenceEquality") // the very same, which need not be put in again
  public Approvals labelled(Collection<String> labels) {
    if (labels.isEmpty()) {
      return this;
    }
    var after = held;
    for (Map.Entry<Long, Escalation> entry : held.entrySet()) {
      Escalation labelled = entry.getValue().withLabels(labels);
      if (labelled != entry.getValue()) {
        after = after.plus(entry.getKey(), labelled);
      }
    }
    return new Approvals(after);
  }

  /// Returns the state after an answer.
  public Approvals answered(long seq, GivenAnswer answer) {
    return new Approvals(held.plus(seq, require(seq).with(answer)));
  }

  /// Returns the state after an ALLOW that used approvals up.
  public Approvals spent(List<Long> seqs, long decision) {
    var after = held;
    for (Long seq : seqs) {
      after = after.plus(seq, require(seq).withSpentBy(decision));
    }
    return new Approvals(after);
  }

  private Escalation require(long seq) {
    return java.util.Objects.requireNonNull(held.get(seq), "an event names what was asked before");
  }

  private @Nullable Long oldestOver(Instant at) {
    for (Map.Entry<Long, Escalation> entry : held.entrySet()) {
      switch (entry.getValue().status(at)) {
        case DENIED, LAPSED, SPENT -> {
          return entry.getKey();
        }
        case PENDING, APPROVED -> {}
      }
    }
    return null;
  }

  private static boolean isAbout(Escalation escalation, Matter matter) {
    return escalation.ask().isAbout(matter.hop, matter.pep, matter.digest);
  }
}
