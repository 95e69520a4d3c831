package io.legate.authorize;

import io.legate.boundary.ApprovalRule;
import io.legate.json.Json;
import io.legate.limits.Charge;
import io.legate.limits.Outcome.Left;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is decided about one question, before it is recorded.
public sealed interface Verdict {

  /// The action may happen once, when every obligation is met.
  ///
  /// @param path index of the permission on each hop of the chain, the holder's first
  /// @param counters all that it takes from
  /// @param left of the holder's own limits
  /// @param maxRows null where no limit counts rows
  /// @param spends escalations whose one ALLOW it is
  record Allow(
      List<Integer> path,
      List<Charge> charges,
      List<Left> counters,
      List<Left> left,
      @Nullable Long maxRows,
      List<String> labels,
      List<Json.Obj> obligations,
      List<Long> spends)
      implements Verdict {
    public Allow {
      spends = List.copyOf(spends);
      path = List.copyOf(path);
      charges = List.copyOf(charges);
      counters = List.copyOf(counters);
      left = List.copyOf(left);
      labels = List.copyOf(labels);
      obligations = List.copyOf(obligations);
    }
  }

  /// The action must not happen, and asking again unchanged will not help.
  record Deny(List<Reason> reasons) implements Verdict {
    public Deny {
      reasons = requireSome(reasons);
    }
  }

  /// The action must not happen unless people approve it.
  ///
  /// @param reasons each needs an approval
  /// @param approvals all that must be given, each once; a reason for which nobody is named stays
  ///   without
  /// @param plea what people are asked, or have been asked already
  record Escalate(List<Reason> reasons, List<Approval> approvals, Plea plea) implements Verdict {
    public Escalate {
      reasons = requireSome(reasons);
      approvals = List.copyOf(approvals);
    }
  }

  /// Who must approve.
  ///
  /// @param source who says so, such as `rule:large-payment` or `hop:<id>`
  record Approval(String source, ApprovalRule rule) {}

  /// The action must not happen now: a limit is spent.
  ///
  /// @param retryAt when the same question fits if nothing else happens; null for never
  record RateLimited(List<Reason> reasons, @Nullable Instant retryAt) implements Verdict {
    public RateLimited {
      reasons = requireSome(reasons);
    }
  }

  private static List<Reason> requireSome(List<Reason> reasons) {
    if (reasons.isEmpty()) {
      throw new IllegalArgumentException("what is not allowed needs a reason");
    }
    return List.copyOf(reasons);
  }
}
