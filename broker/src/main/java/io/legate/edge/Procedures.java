package io.legate.edge;

import io.legate.refusal.RefusedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What this broker carries out for others, by method. The edges fill it; what comes from another
/// broker is looked up here and nowhere else, so that it never leaves for a third.
public final class Procedures {

  private final Map<String, Procedure> byMethod = new ConcurrentHashMap<>();

  /// Carries out a call that another broker passed on: authenticates its caller, and does what it
  /// asks. Blocks.
  public interface Procedure {
    /// Returns the answer's message or body.
    byte[] carryOut(PassedCall call) throws RefusedException;
  }

  /// Adds what carries out a method.
  public void add(String method, Procedure procedure) {
    if (byMethod.putIfAbsent(method, procedure) != null) {
      throw new IllegalArgumentException("`" + method + "` is carried out already");
    }
  }

  /// Returns what carries out a method; null where nothing does, as while a new version is rolled
  /// out.
  public @Nullable Procedure find(String method) {
    return byMethod.get(method);
  }
}
