package io.legate.policy;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// How outcomes move an agent's trust score, across all its tasks.
///
/// Only what the agent has signed for counts, and an ALLOW only once it is settled.
///
/// @param start the score of an agent of whom nothing is known, from `floor` to `ceiling`
/// @param perDenial added for each denial, usually negative
/// @param perOverrun added for each settlement of more than was reserved, usually negative
/// @param perExecution added for each settlement of what was executed within its limits
/// @param floor the least score
/// @param ceiling the greatest
public record Trust(
    BigDecimal start,
    BigDecimal perDenial,
    BigDecimal perOverrun,
    BigDecimal perExecution,
    BigDecimal floor,
    BigDecimal ceiling) {

  /// The signal by which expressions read the score; about a client id.
  public static final String SIGNAL = "trust";

  public Trust {
    if (floor.compareTo(ceiling) > 0
        || start.compareTo(floor) < 0
        || start.compareTo(ceiling) > 0) {
      throw new IllegalArgumentException("trust starts between its floor and its ceiling");
    }
  }

  /// Returns the score that expressions read.
  ///
  /// @param recorded what outcomes have made of it, under whichever policy; null where it has never
  ///   moved
  public BigDecimal read(@Nullable BigDecimal recorded) {
    return recorded == null ? start : recorded.max(floor).min(ceiling);
  }

  /// Returns the score after these outcomes, at or between floor and ceiling.
  ///
  /// @param score before them
  public BigDecimal after(BigDecimal score, long denials, long overruns, long executions) {
    return score
        .add(perDenial.multiply(BigDecimal.valueOf(denials)))
        .add(perOverrun.multiply(BigDecimal.valueOf(overruns)))
        .add(perExecution.multiply(BigDecimal.valueOf(executions)))
        .max(floor)
        .min(ceiling);
  }
}
