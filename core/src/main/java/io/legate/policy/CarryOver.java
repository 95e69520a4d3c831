package io.legate.policy;

import io.legate.control.CarriedLabels;
import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.identity.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which labels of a task follow its opener into the next tasks for the same subject: what an agent
/// has read it may still have in mind when it opens another task.
///
/// @param labels none where nothing is carried
/// @param lasts how long after an ALLOW that adds the label
public record CarryOver(Set<String> labels, Duration lasts) {

  /// Nothing is carried.
  public static final CarryOver NONE = new CarryOver(Set.of(), Duration.ZERO);

  public CarryOver {
    labels = Set.copyOf(labels);
  }

  /// Returns what has to be on record before an ALLOW at `at` adds these labels to a task, null for
  /// nothing. A label that is carried for half as long as it may be, or longer, is not recorded
  /// anew: so it lasts for that half at least.
  public @Nullable LabelsCarried missing(
      CarriedLabels carried,
      ClientId opener,
      String subject,
      Collection<String> added,
      Instant at) {
    if (labels.isEmpty()) {
      return null;
    }
    Instant enough = at.plus(lasts.dividedBy(2));
    List<String> missing =
        added.stream()
            .filter(labels::contains)
            .filter(label -> isBefore(carried, opener, subject, label, at, enough))
            .sorted()
            .toList();
    return missing.isEmpty() ? null : new LabelsCarried(opener, subject, missing, at.plus(lasts));
  }

  /// Returns the labels with which a task of `opener` for `subject` begins at `at`, sorted.
  public List<String> carried(CarriedLabels carried, ClientId opener, String subject, Instant at) {
    return labels.stream()
        .filter(label -> carried.until(key(opener, subject, label), at) != null)
        .sorted()
        .toList();
  }

  private static boolean isBefore(
      CarriedLabels carried,
      ClientId opener,
      String subject,
      String label,
      Instant at,
      Instant enough) {
    Instant until = carried.until(key(opener, subject, label), at);
    return until == null || until.isBefore(enough);
  }

  private static CarriedLabels.Key key(ClientId opener, String subject, String label) {
    return new CarriedLabels.Key(opener, subject, label);
  }
}
