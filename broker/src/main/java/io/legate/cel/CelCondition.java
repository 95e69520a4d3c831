package io.legate.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.legate.policy.Catalogue;
import io.legate.policy.Condition;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.Facts;
import io.legate.policy.UnknownFigureException;
import org.jspecify.annotations.Nullable;

/// A compiled expression.
record CelCondition(String text, CelRuntime.Program program, Catalogue catalogue, Scope scope)
    implements Condition {

  private static final Truth HOLDS = new Truth.Holds();
  private static final Truth DOES_NOT = new Truth.DoesNot();

  @Override
  public Truth test(Facts facts) {
    var values = new FactValues(facts, catalogue, scope);
    try {
      Object result = program.eval(values);
      String broken = values.broken();
      if (broken != null) {
        return new Truth.Failed(broken);
      }
      if (result instanceof Boolean holds) {
        return holds ? HOLDS : DOES_NOT;
      }
      return new Truth.Failed("it is neither true nor false");
    } catch (CelEvaluationException e) {
      return new Truth.Failed(reason(e, e.getErrorCode()));
    } catch (RuntimeException e) {
      // Whatever goes wrong in an expression that somebody wrote denies, and stops nothing else.
      return new Truth.Failed(reason(e, CelErrorCode.INTERNAL_ERROR));
    }
  }

  private static String reason(Exception failure, CelErrorCode code) {
    String own = own(failure);
    if (own != null) {
      return own;
    }
    return switch (code) {
      case ATTRIBUTE_NOT_FOUND -> "something that it reads is not there" + missing(failure);
      case INDEX_OUT_OF_BOUNDS -> "a list is not that long";
      case DIVIDE_BY_ZERO -> "it divides by zero";
      case NUMERIC_OVERFLOW -> "a number is too large";
      case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD -> "a value is of another type than it takes";
      case ITERATION_BUDGET_EXCEEDED -> "it takes too long";
      case BAD_FORMAT, INVALID_ARGUMENT -> "a text is not in the form that it takes";
      case DUPLICATE_ATTRIBUTE, TYPE_NOT_FOUND, INTERNAL_ERROR -> "it cannot be evaluated";
    };
  }

  /// The reason that our own functions gave, null where it is the library's.
  private static @Nullable String own(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Unevaluable || cause instanceof UnknownFigureException) {
        return cause.getMessage();
      }
    }
    return null;
  }

  /// The library names what is missing and nothing else.
  private static String missing(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    int from = message.indexOf("key '");
    int to = from < 0 ? -1 : message.indexOf("' is not present", from);
    return to < 0 ? "" : ": `" + message.substring(from + 5, to) + "`";
  }
}
