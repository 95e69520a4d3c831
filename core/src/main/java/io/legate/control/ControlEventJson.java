package io.legate.control;

import io.legate.control.ControlEvent.ApproverKey;
import io.legate.control.ControlEvent.ApproverKeysRegistered;
import io.legate.control.ControlEvent.ClientRestored;
import io.legate.control.ControlEvent.ClientRevoked;
import io.legate.control.ControlEvent.ClientSuspended;
import io.legate.control.ControlEvent.KeyRevoked;
import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.control.ControlEvent.ListChanged;
import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.control.ControlEvent.NodeKeyAnnounced;
import io.legate.control.ControlEvent.NodeKeyRetired;
import io.legate.control.ControlEvent.NodeKeyWithdrawn;
import io.legate.control.ControlEvent.PolicyPublished;
import io.legate.control.ControlEvent.SignalSet;
import io.legate.control.ControlEvent.TrustMoved;
import io.legate.crypto.Sha256;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/// Control events as they stand in the ledger. Their kinds are numbered from 100.
public final class ControlEventJson {

  private static final int KEY_REVOKED = 100;
  private static final int CLIENT_REVOKED = 101;
  private static final int CLIENT_SUSPENDED = 102;
  private static final int CLIENT_RESTORED = 103;
  private static final int NODE_KEY_ANNOUNCED = 104;
  private static final int NODE_KEY_WITHDRAWN = 105;
  private static final int POLICY_PUBLISHED = 106;
  private static final int LIST_CHANGED = 107;
  private static final int SIGNAL_SET = 108;
  private static final int TRUST_MOVED = 109;
  private static final int APPROVER_KEYS_REGISTERED = 110;
  private static final int LABELS_CARRIED = 111;
  private static final int LOG_KEYS_ANNOUNCED = 112;
  private static final int NODE_KEY_RETIRED = 113;

  private ControlEventJson() {}

  /// Returns the number of the event's kind.
  public static int kind(ControlEvent event) {
    return switch (event) {
      case KeyRevoked _ -> KEY_REVOKED;
      case ClientRevoked _ -> CLIENT_REVOKED;
      case ClientSuspended _ -> CLIENT_SUSPENDED;
      case ClientRestored _ -> CLIENT_RESTORED;
      case NodeKeyAnnounced _ -> NODE_KEY_ANNOUNCED;
      case NodeKeyRetired _ -> NODE_KEY_RETIRED;
      case NodeKeyWithdrawn _ -> NODE_KEY_WITHDRAWN;
      case PolicyPublished _ -> POLICY_PUBLISHED;
      case ListChanged _ -> LIST_CHANGED;
      case SignalSet _ -> SIGNAL_SET;
      case TrustMoved _ -> TRUST_MOVED;
      case ApproverKeysRegistered _ -> APPROVER_KEYS_REGISTERED;
      case LabelsCarried _ -> LABELS_CARRIED;
      case LogKeysAnnounced _ -> LOG_KEYS_ANNOUNCED;
      case ControlEvent.OfKeeping keeping -> KeepingJson.kind(keeping);
    };
  }

  /// Returns whether an event of this kind may lose its body: it says something of one subject that
  /// runs out by itself, and nothing rests on it but that.
  public static boolean isRemovable(int kind) {
    return kind == SIGNAL_SET || kind == LABELS_CARRIED;
  }

  /// Returns the event's data.
  public static Obj write(ControlEvent event) {
    return switch (event) {
      case KeyRevoked(var key, var by, var reason) -> change("jkt", key.value(), by, reason);
      case ClientRevoked(var client, var by, var reason) ->
          change("client", client.value(), by, reason);
      case ClientSuspended(var client, var by, var reason) ->
          change("client", client.value(), by, reason);
      case ClientRestored(var client, var by, var reason) ->
          change("client", client.value(), by, reason);
      case NodeKeyAnnounced(var node, var key) ->
          Obj.with("node", node)
              .with("alg", key.algorithm().header())
              .with("jwk", key.jwk())
              .with("jkt", key.thumbprint().value())
              .build();
      case NodeKeyRetired(var node, var key) ->
          Obj.with("node", node).with("jkt", key.value()).build();
      case NodeKeyWithdrawn(var key, var by, var reason) -> change("jkt", key.value(), by, reason);
      case PolicyPublished(var policy, var by) ->
          policy.toJson().withOptional("by", by == null ? null : by.value()).build();
      case ListChanged(var list, var version, var added, var removed, var by, var reason) ->
          Obj.with("list", list)
              .with("version", version)
              .with("added", Json.Arr.ofStrings(added))
              .with("removed", Json.Arr.ofStrings(removed))
              .with("by", by.value())
              .with("reason", reason)
              .build();
      case SignalSet(var key, var signal) -> LiveFactsJson.write(key, signal);
      case TrustMoved(var scores) -> Obj.with("scores", LiveFactsJson.writeScores(scores)).build();
      case LabelsCarried carried -> LiveFactsJson.write(carried);
      case LogKeysAnnounced announced -> write(announced);
      case ControlEvent.OfKeeping keeping -> KeepingJson.write(keeping);
      case ApproverKeysRegistered(var keys) ->
          Obj.with("keys", new Json.Arr(keys.stream().<Json>map(ControlEventJson::write).toList()))
              .build();
    };
  }

  /// Returns what a request that led to `event` is compared by when it comes again: all that it
  /// asked for, and not which version of a list, or how many records, came of it.
  public static String digest(ControlEvent event) {
    var asked = new LinkedHashMap<>(write(event).members());
    asked.remove("version");
    if (event instanceof ControlEvent.SubjectErased) {
      asked.remove(KeepingJson.REMOVED);
    }
    return Sha256.base64Url(kind(event) + Jcs.text(new Obj(asked)));
  }

  /// Reads what [#write] wrote.
  ///
  /// @throws IllegalStateException if the kind is not known to this version
  public static ControlEvent read(int kind, Obj data) {
    return switch (kind) {
      case KEY_REVOKED -> new KeyRevoked(thumbprint(data), by(data), text(data, "reason"));
      case CLIENT_REVOKED -> new ClientRevoked(client(data), by(data), text(data, "reason"));
      case CLIENT_SUSPENDED -> new ClientSuspended(client(data), by(data), text(data, "reason"));
      case CLIENT_RESTORED -> new ClientRestored(client(data), by(data), text(data, "reason"));
      case NODE_KEY_ANNOUNCED -> announced(data);
      case NODE_KEY_RETIRED ->
          new NodeKeyRetired(Math.toIntExact(LiveFactsJson.number(data, "node")), thumbprint(data));
      case NODE_KEY_WITHDRAWN ->
          new NodeKeyWithdrawn(thumbprint(data), by(data), text(data, "reason"));
      case POLICY_PUBLISHED -> published(data);
      case LIST_CHANGED ->
          new ListChanged(
              text(data, "list"),
              LiveFactsJson.number(data, "version"),
              LiveFactsJson.texts(data, "added"),
              LiveFactsJson.texts(data, "removed"),
              by(data),
              text(data, "reason"));
      case SIGNAL_SET -> new SignalSet(LiveFactsJson.key(data), LiveFactsJson.signal(data));
      case TRUST_MOVED -> new TrustMoved(LiveFactsJson.scores(data, "scores"));
      case LABELS_CARRIED -> LiveFactsJson.carried(data);
      case LOG_KEYS_ANNOUNCED -> logKeys(data);
      case APPROVER_KEYS_REGISTERED -> new ApproverKeysRegistered(approverKeys(data));
      case KeepingJson.HOLD_SET, KeepingJson.HOLD_RELEASED, KeepingJson.SUBJECT_ERASED ->
          KeepingJson.read(kind, data);
      default ->
          throw new IllegalStateException("control kind " + kind + " is not known to this version");
    };
  }

  private static NodeKeyAnnounced announced(Obj data) {
    var algorithm = SignatureAlgorithm.ofHeader(text(data, "alg"));
    if (!(data.get("jwk") instanceof Obj jwk) || !(data.get("node") instanceof Json.Num node)) {
      throw new IllegalStateException("a recorded node key is not one");
    }
    return new NodeKeyAnnounced(
        Integer.parseInt(node.text()),
        new VerificationKey(Objects.requireNonNull(algorithm, "alg"), jwk, thumbprint(data)));
  }

  static Obj write(LogKeysAnnounced announced) {
    return Obj.with("node", announced.node())
        .with("origin", announced.origin())
        .with("keys", Json.Arr.ofStrings(announced.keys()))
        .withOptional("witness", announced.witness())
        .withOptional("vouched", announced.vouched())
        .build();
  }

  static LogKeysAnnounced logKeys(Obj data) {
    return new LogKeysAnnounced(
        Math.toIntExact(LiveFactsJson.number(data, "node")),
        text(data, "origin"),
        LiveFactsJson.texts(data, "keys"),
        data.string("witness"),
        data.string("vouched"));
  }

  private static Obj write(ApproverKey key) {
    return Obj.with("client", key.client().value()).with("jkt", key.key().value()).build();
  }

  private static List<ApproverKey> approverKeys(Obj data) {
    if (!(data.get("keys") instanceof Json.Arr(var items))) {
      throw new IllegalStateException("recorded keys are not there");
    }
    return items.stream()
        .map(Obj.class::cast)
        .map(item -> new ApproverKey(client(item), thumbprint(item)))
        .toList();
  }

  private static PolicyPublished published(Obj data) {
    String by = data.string("by");
    return new PolicyPublished(
        PublishedPolicy.fromJson(data), by == null ? null : new ClientId(by));
  }

  private static Obj change(String what, String value, ClientId by, String reason) {
    return Obj.with(what, value).with("by", by.value()).with("reason", reason).build();
  }

  private static Thumbprint thumbprint(Obj data) {
    return new Thumbprint(text(data, "jkt"));
  }

  private static ClientId client(Obj data) {
    return new ClientId(text(data, "client"));
  }

  private static ClientId by(Obj data) {
    return new ClientId(text(data, "by"));
  }

  private static String text(Obj data, String name) {
    return Objects.requireNonNull(data.string(name), name);
  }
}
