package io.legate.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import io.legate.policy.Catalogue;
import io.legate.policy.Catalogue.ArgumentType;
import io.legate.policy.Conditions.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What an expression may name, and of which types that is.
///
/// @param variables by name
/// @param structs types with members, by name
record Names(ImmutableMap<String, CelType> variables, ImmutableMap<String, StructType> structs)
    implements CelTypeProvider {

  static final OpaqueType DECIMAL = OpaqueType.create("decimal");

  /// A list of the control state: an expression can ask what is in it, and not go through it.
  static final OpaqueType LIST = OpaqueType.create("named_list");

  /// An argument of which an expression can only ask whether it is there.
  static final OpaqueType ANY = OpaqueType.create("any");

  static final String SESSION = "session";

  private static final CelType STRINGS = ListType.create(SimpleType.STRING);

  private static final StructType SUBJECT =
      struct("subject", Map.of("id", SimpleType.STRING, "roles", STRINGS, "scopes", STRINGS));

  private static final StructType ACTOR =
      struct(
          "actor",
          Map.of(
              "id", SimpleType.STRING,
              "profile", SimpleType.STRING,
              "roles", STRINGS,
              "depth", SimpleType.INT));

  private static final StructType TASK =
      struct(
          "task",
          Map.of(
              "id", SimpleType.STRING,
              "purpose", SimpleType.STRING,
              "opened_at", SimpleType.TIMESTAMP,
              "expires_at", SimpleType.TIMESTAMP));

  /// Its figures are functions; only its labels are a member.
  static final StructType SESSION_TYPE = struct(SESSION, Map.of("labels", STRINGS));

  static Names of(Scope scope, Catalogue catalogue) {
    var variables = new LinkedHashMap<String, CelType>();
    var structs = new LinkedHashMap<String, StructType>();
    variables.put("action", SimpleType.STRING);
    variables.put("resource", SimpleType.STRING);
    variables.put("now", SimpleType.TIMESTAMP);
    if (catalogue.isClosed()) {
      put(variables, structs, "args", struct("args", arguments(catalogue)));
    } else {
      // Without a catalogue nobody says what an argument is; it is what it turns out to be.
      variables.put("args", MapType.create(SimpleType.STRING, SimpleType.DYN));
    }
    if (scope == Scope.POLICY) {
      put(variables, structs, "subject", SUBJECT);
      put(variables, structs, "actor", ACTOR);
      put(variables, structs, "task", TASK);
      put(variables, structs, SESSION, SESSION_TYPE);
      variables.put("chain", ListType.create(ACTOR));
      variables.put("lists", MapType.create(SimpleType.STRING, LIST));
      variables.put(
          "signals", MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, DECIMAL)));
    }
    return new Names(ImmutableMap.copyOf(variables), ImmutableMap.copyOf(structs));
  }

  /// The arguments of all actions. One that is something else in another action is, to an
  /// expression, what it turns out to be.
  private static Map<String, CelType> arguments(Catalogue catalogue) {
    var types = new LinkedHashMap<String, CelType>();
    for (Catalogue.Entry entry : catalogue.actions().values()) {
      entry
          .arguments()
          .forEach(
              (name, type) -> {
                CelType before = types.putIfAbsent(name, type(type));
                if (before != null && !before.equals(type(type))) {
                  types.put(name, SimpleType.DYN);
                }
              });
    }
    return types;
  }

  private static CelType type(ArgumentType type) {
    return switch (type) {
      case STRING -> SimpleType.STRING;
      case DECIMAL -> DECIMAL;
      case INTEGER -> SimpleType.INT;
      case BOOLEAN -> SimpleType.BOOL;
      case TIMESTAMP -> SimpleType.TIMESTAMP;
      case STRINGS -> STRINGS;
      case ANY -> ANY;
    };
  }

  private static void put(
      Map<String, CelType> variables,
      Map<String, StructType> structs,
      String name,
      StructType type) {
    variables.put(name, type);
    structs.put(type.name(), type);
  }

  private static StructType struct(String name, Map<String, CelType> members) {
    var types = ImmutableMap.copyOf(members);
    return StructType.create(
        "legate." + name,
        ImmutableSet.copyOf(types.keySet()),
        member -> Optional.ofNullable(types.get(member)));
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableSet.copyOf(structs.values());
  }

  @Override
  public Optional<CelType> findType(String name) {
    return Optional.ofNullable(structs.get(name));
  }
}
