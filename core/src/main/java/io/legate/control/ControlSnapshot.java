package io.legate.control;

import io.legate.control.ControlEvent.ApproverKey;
import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.control.ControlState.Operation;
import io.legate.control.ControlState.Standing;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.fold.RememberedJson;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;

/// The control state written down, so that a long stream need not be folded from its start.
///
/// Never the truth: the stream is. Equal states are written alike, byte for byte. Whatever the
/// state holds must stand here too, or it is forgotten by a restart: a property of the tests.
public final class ControlSnapshot {

  /// The form's version; another one is not read, and the stream is folded instead.
  private static final int VERSION = 6;

  private ControlSnapshot() {}

  /// Writes a state.
  public static Obj write(ControlState state) {
    var standings = new Json.Builder();
    new TreeMap<>(state.standings())
        .forEach((client, standing) -> standings.with(client.value(), write(standing)));
    var nodeKeys = new Json.Builder();
    new TreeMap<>(state.nodeKeys().byKid()).forEach((kid, key) -> nodeKeys.with(kid, write(key)));
    return Obj.with("v", VERSION)
        .with(
            "revoked_keys",
            Json.Arr.ofStrings(
                state.revokedKeys().stream().map(Thumbprint::value).sorted().toList()))
        .with("standings", standings.build())
        .with("node_keys", nodeKeys.build())
        .with(
            "withdrawn_keys",
            Json.Arr.ofStrings(state.nodeKeys().withdrawn().stream().sorted().toList()))
        .with("policy", policy(state))
        .with("facts", LiveFactsJson.write(state.facts()))
        .with("approver_keys", approverKeys(state))
        .with("log_keys", logKeys(state))
        .with("keeping", KeepingJson.write(state.keeping()))
        .with(
            "operations",
            RememberedJson.write(state.operations(), key -> key, ControlSnapshot::write))
        .build();
  }

  /// Reads a state, or returns null where another version wrote it.
  public static @Nullable ControlState read(Obj json) {
    if (!(json.get("v") instanceof Json.Num(var version))
        || !version.equals(Integer.toString(VERSION))) {
      return null;
    }
    var keys = LiveFactsJson.texts(json, "revoked_keys").stream().map(Thumbprint::new).toList();
    return new ControlState(
        HashTreePSet.from(keys),
        standings(object(json, "standings")),
        nodeKeys(json),
        json.get("policy") instanceof Obj policy ? PublishedPolicy.fromJson(policy) : null,
        LiveFactsJson.read(object(json, "facts")),
        approverKeys(json),
        logKeys(json),
        RememberedJson.read(object(json, "operations"), key -> key, ControlSnapshot::operation),
        KeepingJson.read(object(json, "keeping")));
  }

  private static Json approverKeys(ControlState state) {
    var all = new ArrayList<Obj>();
    state
        .approverKeys()
        .forEach(
            (key, since) ->
                all.add(
                    Obj.with("client", key.client().value())
                        .with("jkt", key.key().value())
                        .with("since", since.toEpochMilli())
                        .build()));
    all.sort(Comparator.comparing(key -> text(key, "client") + " " + text(key, "jkt")));
    return new Json.Arr(List.copyOf(all));
  }

  private static PMap<ApproverKey, Instant> approverKeys(Obj json) {
    PMap<ApproverKey, Instant> known = HashTreePMap.empty();
    if (json.get("approver_keys") instanceof Json.Arr(var items)) {
      for (Json item : items) {
        Obj key = object(item);
        known =
            known.plus(
                new ApproverKey(
                    new ClientId(text(key, "client")), new Thumbprint(text(key, "jkt"))),
                Instant.ofEpochMilli(LiveFactsJson.number(key, "since")));
      }
    }
    return known;
  }

  private static Json logKeys(ControlState state) {
    return new Json.Arr(
        new TreeMap<>(state.logKeys())
            .values().stream().<Json>map(ControlEventJson::write).toList());
  }

  private static PMap<Integer, LogKeysAnnounced> logKeys(Obj json) {
    PMap<Integer, LogKeysAnnounced> known = HashTreePMap.empty();
    if (json.get("log_keys") instanceof Json.Arr(var items)) {
      for (Json item : items) {
        LogKeysAnnounced announced = ControlEventJson.logKeys(object(item));
        known = known.plus(announced.node(), announced);
      }
    }
    return known;
  }

  private static Json policy(ControlState state) {
    var policy = state.policy();
    return policy == null ? Json.Null.NULL : policy.toJson().build();
  }

  private static Json write(Standing standing) {
    var builder =
        Obj.with("revoked", new Json.Bool(standing.revoked()))
            .with("suspended", new Json.Bool(standing.suspended()));
    Instant until = standing.heldUntil();
    return until == null ? builder.build() : builder.with("until", until.toEpochMilli()).build();
  }

  private static PMap<ClientId, Standing> standings(Obj json) {
    PMap<ClientId, Standing> standings = HashTreePMap.empty();
    for (Map.Entry<String, Json> entry : json.members().entrySet()) {
      Obj written = object(entry.getValue());
      Instant until =
          written.get("until") == null
              ? null
              : Instant.ofEpochMilli(LiveFactsJson.number(written, "until"));
      standings =
          standings.plus(
              new ClientId(entry.getKey()),
              new Standing(flag(written, "revoked"), flag(written, "suspended"), until));
    }
    return standings;
  }

  private static Json write(NodeKey known) {
    var key = known.key();
    Instant retired = known.retiredAt();
    var builder =
        Obj.with("node", known.node())
            .with("alg", key.algorithm().header())
            .with("jwk", key.jwk())
            .with("jkt", key.thumbprint().value())
            .with("announced", known.announcedAt().toEpochMilli());
    return retired == null
        ? builder.build()
        : builder.with("retired", retired.toEpochMilli()).build();
  }

  private static NodeKeys nodeKeys(Obj json) {
    PMap<String, NodeKey> keys = HashTreePMap.empty();
    for (Map.Entry<String, Json> entry : object(json, "node_keys").members().entrySet()) {
      keys = keys.plus(entry.getKey(), nodeKey(object(entry.getValue())));
    }
    return new NodeKeys(keys, HashTreePSet.from(LiveFactsJson.texts(json, "withdrawn_keys")));
  }

  private static NodeKey nodeKey(Obj written) {
    var algorithm = SignatureAlgorithm.ofHeader(text(written, "alg"));
    return new NodeKey(
        Math.toIntExact(LiveFactsJson.number(written, "node")),
        new VerificationKey(
            Objects.requireNonNull(algorithm, "alg"),
            object(written, "jwk"),
            new Thumbprint(text(written, "jkt"))),
        Instant.ofEpochMilli(LiveFactsJson.number(written, "announced")),
        written.get("retired") == null
            ? null
            : Instant.ofEpochMilli(LiveFactsJson.number(written, "retired")));
  }

  private static Json write(Operation operation) {
    return Obj.with("seq", operation.seq())
        .with("version", operation.version())
        .with("digest", operation.digest())
        .build();
  }

  private static Operation operation(Json json) {
    Obj written = object(json);
    return new Operation(
        LiveFactsJson.number(written, "seq"),
        LiveFactsJson.number(written, "version"),
        text(written, "digest"));
  }

  private static Obj object(Obj json, String name) {
    return object(Objects.requireNonNull(json.get(name), name));
  }

  private static Obj object(Json json) {
    if (json instanceof Obj object) {
      return object;
    }
    throw new IllegalStateException("a recorded control state is not one");
  }

  private static boolean flag(Obj json, String name) {
    return json.get(name) instanceof Json.Bool(var value) && value;
  }

  private static String text(Obj json, String name) {
    return Objects.requireNonNull(json.string(name), name);
  }
}
