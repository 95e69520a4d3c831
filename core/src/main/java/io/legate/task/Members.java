package io.legate.task;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Members of an object that this code wrote itself, read back.
///
/// What is missing or of another type was not written by us: that is a damaged ledger, hence an
/// unchecked exception.
record Members(Json.Obj object) {

  static Members of(Json json) {
    if (json instanceof Json.Obj object) {
      return new Members(object);
    }
    throw damaged("an object");
  }

  Json get(String name) {
    return Objects.requireNonNull(object.get(name), name);
  }

  Members object(String name) {
    return of(get(name));
  }

  String string(String name) {
    if (get(name) instanceof Json.Str(var value)) {
      return value;
    }
    throw damaged(name);
  }

  @Nullable String optional(String name) {
    return object.get(name) == null ? null : string(name);
  }

  <T> @Nullable T optional(String name, Function<Json, T> read) {
    Json value = object.get(name);
    return value == null ? null : read.apply(value);
  }

  long number(String name) {
    if (get(name) instanceof Json.Num(var text)) {
      return Long.parseLong(text);
    }
    throw damaged(name);
  }

  boolean flag(String name) {
    return object.get(name) instanceof Json.Bool(var value) && value;
  }

  Instant instant(String name) {
    return Instant.ofEpochMilli(number(name));
  }

  <T> List<T> list(String name, Function<Json, T> read) {
    Json value = object.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof Json.Arr(var items)) {
      return items.stream().map(read).toList();
    }
    throw damaged(name);
  }

  List<String> strings(String name) {
    return list(name, Members::text);
  }

  HopId hop(String name) {
    return Objects.requireNonNull(HopId.parse(string(name)), name);
  }

  ClientId client(String name) {
    return new ClientId(string(name));
  }

  VerificationKey key(String name) {
    return readKey(get(name));
  }

  static VerificationKey readKey(Json json) {
    var members = of(json);
    var algorithm = SignatureAlgorithm.ofHeader(members.string("alg"));
    return new VerificationKey(
        Objects.requireNonNull(algorithm, "alg"),
        members.object("jwk").object(),
        new Thumbprint(members.string("jkt")));
  }

  static Json.Obj write(VerificationKey key) {
    return Json.Obj.with("alg", key.algorithm().header())
        .with("jwk", key.jwk())
        .with("jkt", key.thumbprint().value())
        .build();
  }

  static String text(Json json) {
    if (json instanceof Json.Str(var value)) {
      return value;
    }
    throw damaged("a string");
  }

  static int index(Json json) {
    if (json instanceof Json.Num(var text)) {
      return Integer.parseInt(text);
    }
    throw damaged("an index");
  }

  static long whole(Json json) {
    if (json instanceof Json.Num(var text)) {
      return Long.parseLong(text);
    }
    throw damaged("a number");
  }

  static Json.Arr indexes(List<Integer> values) {
    return new Json.Arr(
        values.stream().<Json>map(value -> new Json.Num(Integer.toString(value))).toList());
  }

  private static IllegalStateException damaged(String what) {
    return new IllegalStateException("a recorded event lacks " + what);
  }
}
