package io.legate.cel;

import dev.cel.runtime.CelVariableResolver;
import io.legate.policy.Catalogue;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.Facts;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The facts of one evaluation as the library wants them: looked up one by one, and only when the
/// expression gets to them.
///
/// Not safe for concurrent use; one evaluation has one.
final class FactValues implements CelVariableResolver {

  private final Facts facts;
  private final Catalogue catalogue;
  private final Arguments arguments;
  private @Nullable String broken;

  FactValues(Facts facts, Catalogue catalogue, Scope scope) {
    this.facts = facts;
    this.catalogue = catalogue;
    this.arguments =
        new Arguments(
            facts.action().arguments(),
            catalogue.get(facts.action().action()),
            scope == Scope.STATEMENT ? Arguments.TOTAL_MAX : Long.MAX_VALUE);
  }

  /// A list of the control state.
  record NamedList(Set<String> members) {}

  /// Returns what the expression asked for and there is not, null for nothing. Unlike other errors
  /// this counts even where `&&` or `||` would not need to know: a list that was forgotten must not
  /// go unnoticed until the one question that would have been refused for it.
  @Nullable String broken() {
    return broken;
  }

  @Override
  public Optional<Object> find(String name) {
    return Optional.ofNullable(value(name));
  }

  private @Nullable Object value(String name) {
    return switch (name) {
      case "action" -> facts.action().action();
      case "resource" -> facts.action().resource();
      case "args" -> arguments;
      case "now" -> facts.now();
      case "subject" -> subject(facts.subject());
      case "chain" -> facts.chain().stream().map(FactValues::actor).toList();
      case "actor" -> actor(facts.chain().getFirst());
      case "task" -> task(facts.task());
      case "session" -> new SessionValue(facts, catalogue);
      case "lists" -> new Looked(this::list);
      case "signals" -> new Looked(signal -> new Looked(about -> signal(signal, about)));
      default -> null;
    };
  }

  private NamedList list(String name) {
    Set<String> members = facts.list(name);
    if (members == null) {
      broken = "the list `" + name + "` does not exist";
      throw new Unevaluable(broken);
    }
    return new NamedList(members);
  }

  private @Nullable Object signal(String name, String about) {
    var value = facts.signal(name, about);
    return value == null ? null : new Exact(value);
  }

  private static Map<String, Object> subject(Facts.Subject subject) {
    return Map.of("id", subject.id(), "roles", subject.roles(), "scopes", subject.scopes());
  }

  private static Map<String, Object> actor(Facts.Actor actor) {
    return Map.of(
        "id",
        actor.client().value(),
        "profile",
        actor.profile(),
        "roles",
        actor.roles(),
        "depth",
        (long) actor.depth());
  }

  private static Map<String, Object> task(Facts.Work task) {
    return Map.of(
        "id",
        task.id(),
        "purpose",
        task.purpose(),
        "opened_at",
        task.openedAt(),
        "expires_at",
        task.expiresAt());
  }

  /// Lists or signals.
  static final class Looked extends Unlisted {

    private final Function<String, @Nullable Object> look;

    Looked(Function<String, @Nullable Object> look) {
      super("lists and signals");
      this.look = look;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return get(key) != null;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      return key instanceof String name ? look.apply(name) : null;
    }
  }
}
