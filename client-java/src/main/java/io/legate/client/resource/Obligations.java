package io.legate.client.resource;

import io.legate.json.Json.Obj;
import java.util.Map;

/// How obligations are met, by type.
///
/// Each handler runs before the work and prepares it: narrows the query, remembers what to mask. A
/// handler that throws is an obligation that is not met.
///
/// @param handlers by `type`
public record Obligations(Map<String, Handler> handlers) {

  public Obligations {
    handlers = Map.copyOf(handlers);
  }

  /// Meets none: a permission with any obligation is a denial.
  public static final Obligations NONE = new Obligations(Map.of());

  /// Meets obligations of one type.
  @FunctionalInterface
  public interface Handler {
    /// Meets the obligation, or throws.
    void meet(Obj obligation) throws Exception;
  }
}
