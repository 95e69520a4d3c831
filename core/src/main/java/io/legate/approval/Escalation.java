package io.legate.approval;

import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One escalated action and everything that people said to it.
///
/// One denial denies it. It is approved when every quorum is met, and then it buys one ALLOW, or
/// what its bound covers. It does NOT know whether the task is still live.
///
/// @param spentBy the decision that used it up; null while it is not
/// @param again labels that were shown and that the task got again since, by what nobody was shown:
///   they are not lifted
public record Escalation(
    Ask ask,
    Instant askedAt,
    List<GivenAnswer> answers,
    @Nullable Long spentBy,
    SortedSet<String> again) {

  /// How long an approval can be used at least, however late it was given.
  public static final Duration USABLE_MIN = Duration.ofMinutes(10);

  public Escalation {
    answers = List.copyOf(answers);
    again = Collections.unmodifiableSortedSet(new TreeSet<>(again));
  }

  /// Returns where it stands at `at`.
  public EscalationStatus status(Instant at) {
    if (spentBy != null) {
      return EscalationStatus.SPENT;
    }
    if (isDenied()) {
      return EscalationStatus.DENIED;
    }
    if (isComplete()) {
      return at.isBefore(usableUntil()) ? EscalationStatus.APPROVED : EscalationStatus.LAPSED;
    }
    return at.isBefore(ask.lapsesAt()) ? EscalationStatus.PENDING : EscalationStatus.LAPSED;
  }

  /// Returns whether everybody who must has approved.
  public boolean isComplete() {
    return !isDenied() && approvedCount() == quorum();
  }

  /// Returns how many people must approve.
  public int quorum() {
    return Quorum.size(ask.needs());
  }

  /// Returns how many of them have.
  public int approvedCount() {
    return Quorum.filled(ask.needs(), approving());
  }

  /// Returns whether this person, or this key, has answered.
  public boolean isAnsweredBy(ClientId person, Thumbprint key) {
    return answers.stream()
        .anyMatch(answer -> answer.by().equals(person) || answer.key().equals(key));
  }

  /// Returns what is covered beyond the one action: what all who approved agree on. Null where any
  /// of them means the one action only, or where they differ.
  public @Nullable Bound bound() {
    List<GivenAnswer> approving = approving();
    Bound bound = approving.isEmpty() ? null : approving.getFirst().bound();
    boolean agreed =
        bound != null && approving.stream().allMatch(answer -> bound.equals(answer.bound()));
    return agreed && isComplete() ? bound : null;
  }

  /// Returns the labels that are lifted now that it is approved; none before.
  public Set<String> lifted() {
    var lifted = new TreeSet<String>();
    if (isComplete()) {
      answers.forEach(answer -> lifted.addAll(answer.lifts()));
      lifted.removeAll(again);
    }
    return lifted;
  }

  Escalation with(GivenAnswer answer) {
    var more = new ArrayList<>(answers);
    more.add(answer);
    return new Escalation(ask, askedAt, more, spentBy, again);
  }

  /// Returns this after the task got labels; the same object where that is nothing to it.
  Escalation withLabels(Collection<String> labels) {
    var more = new TreeSet<>(again);
    labels.stream().filter(ask.labels()::contains).forEach(more::add);
    return isComplete() || more.equals(again)
        ? this
        : new Escalation(ask, askedAt, answers, spentBy, more);
  }

  Escalation withSpentBy(long decision) {
    return new Escalation(ask, askedAt, answers, decision, again);
  }

  /// Returns when the approval can no longer be used.
  private Instant usableUntil() {
    Bound bound = bound();
    if (bound != null) {
      return bound.until();
    }
    Instant least = answers.getLast().at().plus(USABLE_MIN);
    return least.isAfter(ask.lapsesAt()) ? least : ask.lapsesAt();
  }

  private boolean isDenied() {
    return answers.stream().anyMatch(answer -> !answer.approves());
  }

  private List<GivenAnswer> approving() {
    return answers.stream().filter(GivenAnswer::approves).toList();
  }
}
