package io.legate;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The packages below `io.legate`, lowest floor first. Packages of one floor may not use each
/// other.
///
/// The longest matching package wins, so an adapter may live below its port's package and yet stand
/// on a floor of its own.
record Floors(List<List<String>> floors) {

  static final String ROOT = "io.legate.";

  /// What holds. A new package gets its floor here, as low as its needs allow.
  static final Floors LEGATE =
      new Floors(
          List.of(
              // Generated from `proto/`; which packages may use it is a rule of its own.
              List.of("v1"),
              List.of("json", "refusal"),
              List.of("crypto", "fold", "yaml"),
              List.of("identity", "provenance"),
              List.of("boundary", "merkle", "control"),
              List.of("chain", "dpop", "delegation", "tlog"),
              List.of("token", "limits", "approval"),
              List.of("policy"),
              List.of("task"),
              List.of("ledger"),
              List.of("stream"),
              List.of("caller", "issue"),
              List.of("trust", "carry", "feed", "audit"),
              List.of("open", "exchange", "authorize", "revoke", "answer"),
              List.of("retention"),
              List.of(
                  "assembly",
                  "bundle",
                  "cel",
                  "jose",
                  "ledger.sqlite",
                  "ledger.postgres",
                  "inquiry",
                  "keys",
                  "review",
                  "idp"),
              List.of("edge", "evidence", "siem"),
              List.of("grpc", "http", "forward", "telemetry"),
              List.of("cluster"),
              List.of("app")));

  /// Returns every arrow between packages that does not go down, and every package without a floor.
  TreeSet<String> violations(Iterable<JavaClass> classes) {
    var found = new TreeSet<String>();
    for (JavaClass from : classes) {
      if (packageOf(from.getPackageName()).isEmpty()) {
        found.add(from.getPackageName() + " has no floor");
      }
      for (var dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        if (to.getName().startsWith(ROOT)
            && !packageOf(to.getPackageName()).equals(packageOf(from.getPackageName()))
            && floor(to) >= floor(from)) {
          found.add(from.getName() + " -> " + to.getName());
        }
      }
    }
    return found;
  }

  private int floor(JavaClass type) {
    String named = packageOf(type.getPackageName());
    for (int floor = 0; floor < floors.size(); floor++) {
      if (floors.get(floor).contains(named)) {
        return floor;
      }
    }
    return floors.size();
  }

  /// The longest listed package that holds this one; empty where none does.
  String packageOf(String name) {
    String longest = "";
    for (var floor : floors) {
      for (String candidate : floor) {
        if ((name + ".").startsWith(ROOT + candidate + ".")
            && candidate.length() > longest.length()) {
          longest = candidate;
        }
      }
    }
    return longest;
  }

  /// Returns the same floors from top to bottom, under which every arrow is wrong.
  Floors upsideDown() {
    return new Floors(floors.reversed());
  }

  /// Returns the same floors without this package.
  Floors without(String name) {
    var rest = new ArrayList<List<String>>();
    for (var floor : floors) {
      rest.add(floor.stream().filter(other -> !other.equals(name)).toList());
    }
    return new Floors(rest);
  }
}
