package io.legate.cel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.legate.policy.Catalogue;
import io.legate.policy.Condition;
import io.legate.policy.Conditions;
import io.legate.policy.InvalidConditionException;
import java.util.EnumMap;
import java.util.Map;

/// Compiles expressions with cel-java, each once for its scope and catalogue.
///
/// Safe for concurrent use. A catalogue is told from another by identity, because a policy has one
/// and keeps it; what was compiled for one that is gone is forgotten with it.
public final class CelConditions implements Conditions {

  /// Expressions that are kept for one catalogue and scope. Beyond it the ones longest unused are
  /// compiled again: whoever opens tasks chooses how many there are.
  private static final long TEXTS_MAX = 10_000;

  private final LoadingCache<Catalogue, Map<Scope, Compiled>> languages =
      Caffeine.newBuilder().weakKeys().build(CelConditions::languages);

  /// A language and what was said in it.
  private record Compiled(Language language, Cache<String, Condition> byText) {}

  @Override
  public Condition compile(String text, Scope scope, Catalogue catalogue)
      throws InvalidConditionException {
    Compiled compiled = java.util.Objects.requireNonNull(languages.get(catalogue).get(scope));
    Condition known = compiled.byText.getIfPresent(text);
    if (known != null) {
      return known;
    }
    Condition made = compiled.language.compile(text);
    compiled.byText.put(text, made);
    return made;
  }

  private static Map<Scope, Compiled> languages(Catalogue catalogue) {
    var byScope = new EnumMap<Scope, Compiled>(Scope.class);
    for (Scope scope : Scope.values()) {
      byScope.put(
          scope,
          new Compiled(
              new Language(scope, catalogue),
              Caffeine.newBuilder().maximumSize(TEXTS_MAX).build()));
    }
    return byScope;
  }
}
