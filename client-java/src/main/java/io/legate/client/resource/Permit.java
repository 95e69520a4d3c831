package io.legate.client.resource;

import io.legate.json.Json.Obj;
import java.util.List;
import java.util.OptionalLong;

/// An ALLOW: leave to do one action, once, and soon. Only [ResourceServer#authorize] makes one.
public final class Permit implements Answer {

  Permit() {}

  /// Names the broker's record of the decision.
  public String decisionId() {
    return Unlanded.body();
  }

  /// What has to be met, each an object with a `type`.
  public List<Obj> obligations() {
    return Unlanded.body();
  }

  /// How many rows may be returned, where a limit says so.
  public OptionalLong maxRows() {
    return Unlanded.body();
  }

  /// Does the work and settles its outcome: executed, not executed if the work says so, unknown if
  /// it throws.
  ///
  /// @param arguments those about to be used, read again from where the work takes them
  /// @throws NotPermittedException if they are not those decided about, the time to begin has
  ///   passed, an obligation is not met, or the permit was used; the work has not begun then
  /// @throws Exception what the work threw
  public <T> T execute(Obj arguments, Obligations obligations, Work<T> work) throws Exception {
    return Unlanded.body();
  }

  /// What a permit is for.
  @FunctionalInterface
  public interface Work<T> {
    /// Does the action, and says what came of it where that is not what was asked.
    T run(Outcome outcome) throws Exception;
  }
}
