package io.legate.cel;

import io.legate.policy.Catalogue;
import io.legate.policy.DeedKey;
import io.legate.policy.Facts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the task has done so far, as an expression asks for it.
final class SessionValue extends Unlisted {

  private final Facts facts;
  private final Catalogue catalogue;

  SessionValue(Facts facts, Catalogue catalogue) {
    super("a session");
    this.facts = facts;
    this.catalogue = catalogue;
  }

  long count(String action) {
    return facts.session().count(action, null);
  }

  long count(String action, Duration per) {
    return facts.session().count(action, positive(per));
  }

  long countByHop(String action) {
    return facts.session().countByHop(action, null);
  }

  long countByHop(String action, Duration per) {
    return facts.session().countByHop(action, positive(per));
  }

  Exact sum(String action, String argument) {
    return new Exact(facts.session().sum(action, argument));
  }

  long distinct(String action, String argument) {
    return facts.session().distinct(action, argument);
  }

  boolean after(String action) {
    return facts.session().count(action, null) > 0;
  }

  boolean neverWith(String action) {
    return !after(action);
  }

  long denials(Duration per) {
    return facts.session().denials(positive(per));
  }

  /// Whether the very deed in question was done before.
  boolean done(String action) {
    Catalogue.Entry entry = catalogue.get(action);
    String key = entry == null ? null : DeedKey.of(entry, facts.action().arguments());
    if (key == null || !facts.action().action().equals(action)) {
      throw new Unevaluable("`session.done` needs a key of `" + action + "`");
    }
    return facts.session().done(action, key);
  }

  boolean done(String action, List<?> values) {
    return facts.session().done(action, DeedKey.of(values.stream().map(String::valueOf).toList()));
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return "labels".equals(key);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    return "labels".equals(key) ? List.copyOf(facts.session().labels()) : null;
  }

  private static Duration positive(Duration per) {
    if (!per.isPositive()) {
      throw new Unevaluable("a window must be longer than nothing");
    }
    return per;
  }
}
