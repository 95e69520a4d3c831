package io.legate.boundary;

import io.legate.boundary.Delegation.Delegate;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes boundaries with every constraint type, children that are mostly contained in them and
/// otherwise nearly, and actions that a permission mostly admits. The same seed makes the same.
public final class Boundaries {

  private static final List<ActionPattern> ACTIONS =
      Stream.of("a", "a.*", "a.b", "a.b.*", "a.b.c", "ab", "ab.c", "b.*", "b.c")
          .map(text -> text.endsWith("*") ? family(text) : new ActionPattern(text, false))
          .toList();
  private static final List<String> LOCATIONS =
      List.of("https://erp.example", "https://crm.example", "https://erp.example/v2");
  private static final List<ResourcePattern> RESOURCES =
      Stream.of(
              "x",
              "x/*",
              "x/y",
              "x/y/*",
              "xy",
              "xy/z",
              "inv://acme/*",
              "inv://acme/1",
              "inv://acmecorp/1",
              "inv://acme/1/*")
          .map(ResourcePattern::of)
          .toList();
  static final List<String> ARGUMENTS = List.of("p", "q", "r");
  private static final List<ClientId> CLIENTS =
      Stream.of("agent:a", "agent:b", "agent:c").map(ClientId::new).toList();
  private static final List<String> PROFILES = List.of("ai_agent", "service");

  private final Draw draw;
  private final Constraints constraints;
  private final ConstraintValues values;
  private final Records met;

  public Boundaries(long seed) {
    this.draw = new Draw(seed);
    this.constraints = new Constraints(draw);
    this.values = new ConstraintValues(draw);
    this.met = new Records(seed);
  }

  private static ActionPattern family(String text) {
    return new ActionPattern(text.substring(0, text.length() - 2), true);
  }

  public Boundary boundary() {
    var permissions = new ArrayList<Permission>();
    int count = 1 + draw.below(3);
    while (permissions.size() < count) {
      permissions.add(permission());
    }
    return new Boundary(permissions);
  }

  /// A boundary that is often contained in `parent`, and otherwise nearly.
  public Boundary child(Boundary parent) {
    var permissions = new ArrayList<Permission>();
    int count = 1 + draw.below(2);
    while (permissions.size() < count) {
      int index = draw.below(parent.permissions().size());
      permissions.add(
          child(parent.permissions().get(index)).withFrom(draw.percent(40) ? index : null));
    }
    return new Boundary(permissions);
  }

  Permission permission() {
    return new Permission(
        draw.some(ACTIONS, 3),
        draw.some(LOCATIONS, 2),
        draw.some(RESOURCES, 3),
        arguments(),
        List.of(),
        List.of(),
        Labels.NONE,
        null,
        List.of(),
        draw.percent(25) ? null : delegation(),
        null);
  }

  /// As [#permission], with everything that a permission can say.
  Permission fullPermission() {
    Permission plain = permission();
    var limits = new ArrayList<Limit>();
    if (draw.percent(60)) {
      limits.add(new Limit.Count("uses", 5, Duration.ofDays(1), draw.percent(50) ? "p" : null));
    }
    if (draw.percent(30)) {
      limits.add(new Limit.Distinct("payees", "q", 3, null));
    }
    if (draw.percent(30)) {
      limits.add(new Limit.Rows("rows", 1_000, Duration.ofMinutes(90)));
    }
    if (plain.arguments() instanceof Arguments.Named(var byName)
        && byName.containsKey("p")
        && !java.util.Objects.requireNonNull(byName.get("p")).optional()) {
      limits.add(new Limit.Sum("spend", "p", new java.math.BigDecimal("1200.00"), null, null));
    }
    return new Permission(
        plain.actions(),
        plain.locations(),
        plain.resources(),
        plain.arguments(),
        limits,
        draw.percent(50) ? List.of() : List.of("args.p < 5", "true"),
        draw.percent(50) ? Labels.NONE : new Labels(List.of("seen"), List.of("bad"), List.of()),
        draw.percent(50)
            ? null
            : new ApprovalRule(
                draw.percent(50) ? "args.p > 1" : null,
                List.of("role:finance"),
                1,
                Duration.ofMinutes(30)),
        draw.percent(50)
            ? List.of()
            : List.of(Json.Obj.with("type", "max_rows").with("value", 50).build()),
        plain.delegation(),
        draw.percent(50) ? null : Integer.valueOf(draw.below(3)));
  }

  private Arguments arguments() {
    if (draw.percent(12)) {
      return Arguments.ANY;
    }
    var byName = new LinkedHashMap<String, Argument>();
    for (String name : ARGUMENTS) {
      if (draw.percent(45)) {
        byName.put(name, new Argument(constraints.any(), draw.percent(30)));
      }
    }
    return new Arguments.Named(byName);
  }

  private Delegation delegation() {
    return new Delegation(draw.below(5), delegates());
  }

  private List<Delegate> delegates() {
    var delegates = new ArrayList<Delegate>();
    int count = 1 + draw.below(2);
    while (delegates.size() < count) {
      Delegate delegate = delegate();
      if (!delegates.contains(delegate)) {
        delegates.add(delegate);
      }
    }
    return delegates;
  }

  private Delegate delegate() {
    ClientId client = draw.percent(50) ? null : client();
    return new Delegate(client, client != null && draw.percent(50) ? null : draw.of(PROFILES));
  }

  ClientId client() {
    return draw.of(CLIENTS);
  }

  @Nullable String profile() {
    return draw.percent(10) ? null : draw.of(PROFILES);
  }

  int depth() {
    return draw.below(6);
  }

  /// A permission that is often contained in `parent`, and otherwise nearly: most parts are
  /// narrowed, and now and then one is not.
  Permission child(Permission parent) {
    return new Permission(
        nearActions(parent.actions()),
        draw.varied(parent.locations(), LOCATIONS, 4),
        nearResources(parent.resources()),
        nearArguments(parent.arguments()),
        List.of(),
        List.of(),
        Labels.NONE,
        null,
        List.of(),
        nearDelegation(parent.delegation()),
        null);
  }

  private List<ActionPattern> nearActions(List<ActionPattern> actions) {
    var near = new ArrayList<ActionPattern>();
    for (ActionPattern action : draw.varied(actions, ACTIONS, 5)) {
      ActionPattern one = draw.percent(80) ? action : narrower(action);
      if (!near.contains(one)) {
        near.add(one);
      }
    }
    return near;
  }

  private ActionPattern narrower(ActionPattern action) {
    if (!action.family()) {
      return action;
    }
    return draw.percent(15)
        ? new ActionPattern(action.name() + draw.oneOf("", "x"), false)
        : new ActionPattern(action.name() + draw.oneOf(".b", ".c"), draw.percent(50));
  }

  private List<ResourcePattern> nearResources(List<ResourcePattern> resources) {
    var near = new ArrayList<ResourcePattern>();
    for (ResourcePattern resource : draw.varied(resources, RESOURCES, 5)) {
      ResourcePattern one = draw.percent(80) ? resource : narrower(resource);
      if (!near.contains(one)) {
        near.add(one);
      }
    }
    return near;
  }

  private ResourcePattern narrower(ResourcePattern resource) {
    if (!resource.below()) {
      return resource;
    }
    return draw.percent(20)
        ? new ResourcePattern(resource.name() + draw.oneOf("", "y"), draw.percent(50))
        : new ResourcePattern(resource.name() + draw.oneOf("/y", "/1"), draw.percent(50));
  }

  private Arguments nearArguments(Arguments parent) {
    return switch (parent) {
      case Arguments.Unrestricted _ -> draw.percent(50) ? Arguments.ANY : arguments();
      case Arguments.Named(var byName) ->
          draw.percent(4) ? Arguments.ANY : new Arguments.Named(near(byName));
    };
  }

  private Map<String, Argument> near(Map<String, Argument> parent) {
    var near = new LinkedHashMap<String, Argument>();
    parent.forEach(
        (name, argument) -> {
          boolean leftOut = draw.percent(argument.optional() ? 25 : 3);
          if (!leftOut) {
            near.put(
                name,
                new Argument(
                    constraints.near(argument.constraint()),
                    draw.percent(argument.optional() ? 60 : 4)));
          }
        });
    String more = draw.of(ARGUMENTS);
    if (draw.percent(4) && !near.containsKey(more)) {
      near.put(more, new Argument(constraints.any(), draw.percent(50)));
    }
    return near;
  }

  private @Nullable Delegation nearDelegation(@Nullable Delegation parent) {
    if (parent == null) {
      return draw.percent(4) ? delegation() : null;
    }
    if (draw.percent(15)) {
      return null;
    }
    int depth = Math.max(0, parent.maxDepth() + draw.oneOf(0, 0, 0, -1, -1, -1, -1, -1, -1, 1));
    var delegates =
        draw.varied(parent.allowedDelegates(), List.of(delegate()), 5).stream()
            .map(one -> draw.percent(70) ? one : repeating(one))
            .distinct()
            .toList();
    return new Delegation(depth, delegates);
  }

  private Delegate repeating(Delegate delegate) {
    ClientId sub = delegate.sub();
    String profile = delegate.subProfile();
    return new Delegate(
        sub == null ? client() : sub, profile == null ? draw.of(PROFILES) : profile);
  }

  /// An action that `permission` mostly admits.
  ActionRequest request(Permission permission) {
    return new ActionRequest(
        action(draw.percent(4) ? draw.of(ACTIONS) : draw.of(permission.actions())),
        draw.percent(4) ? draw.of(LOCATIONS) : draw.of(permission.locations()),
        resource(draw.percent(4) ? draw.of(RESOURCES) : draw.of(permission.resources())),
        given(permission.arguments()));
  }

  private String action(ActionPattern pattern) {
    return pattern.family() ? pattern.name() + draw.oneOf(".b", ".c", ".b.c") : pattern.name();
  }

  private String resource(ResourcePattern pattern) {
    return pattern.below() ? pattern.name() + draw.oneOf("/y", "/1", "/z/1") : pattern.name();
  }

  private Json.Obj given(Arguments arguments) {
    var given = new LinkedHashMap<String, Json>();
    switch (arguments) {
      case Arguments.Unrestricted _ -> {
        for (String name : ARGUMENTS) {
          if (draw.percent(40)) {
            given.put(name, values.value(constraints.any()));
          }
        }
      }
      case Arguments.Named(var byName) ->
          byName.forEach(
              (name, argument) -> {
                if (draw.percent(argument.optional() ? 50 : 97)) {
                  given.put(name, values.value(argument.constraint()));
                }
              });
    }
    if (draw.percent(3)) {
      given.put(draw.of(ARGUMENTS), values.value(constraints.any()));
    }
    given.values().removeIf(value -> Values.fault(value) != null);
    return new Json.Obj(given);
  }

  Instant instant() {
    return values.instant();
  }

  Occasion occasion(ActionRequest request, Instant at) {
    return Occasion.of(request, at, met);
  }

  Occasion occasion() {
    return values.occasion();
  }

  Constraint constraint() {
    return constraints.any();
  }

  Constraint near(Constraint wide) {
    return constraints.near(wide);
  }

  Json value(Constraint constraint) {
    return values.value(constraint);
  }

  Removal removal() {
    return new Removal(
        draw.some(ACTIONS, 2),
        draw.percent(50) ? null : draw.some(LOCATIONS, 2),
        draw.percent(50) ? null : draw.some(RESOURCES, 2));
  }
}
