package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.policy.Facts;
import io.legate.policy.UnknownFigureException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What expressions may read of a question outside of any task: whatever asks for a task, its
/// session or an agent fails, and so denies.
///
/// @param subject as the resource server names it; without roles or scopes, because no identity
///   provider has vouched for any
record TasklessFacts(ActionRequest action, Subject subject, Instant now, Readings readings)
    implements Facts {

  @Override
  public List<Actor> chain() {
    throw noTask();
  }

  @Override
  public Work task() {
    throw noTask();
  }

  @Override
  public Session session() {
    throw noTask();
  }

  @Override
  public @Nullable Set<String> list(String name) {
    return readings.list(name);
  }

  @Override
  public @Nullable BigDecimal signal(String name, String about) {
    return readings.signal(name, about);
  }

  private static UnknownFigureException noTask() {
    return new UnknownFigureException("the question stands outside of any task");
  }
}
