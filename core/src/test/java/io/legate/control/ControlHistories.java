package io.legate.control;

import io.legate.crypto.Sha256;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.identity.TaskId;
import io.legate.identity.Uuid7;
import io.legate.json.Json.Obj;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Random histories of the control stream, in which every kind of event occurs and time jumps far
/// enough for signals to expire and requests to be forgotten.
final class ControlHistories {

  /// One entry of the stream.
  record Entry(ControlEvent event, long seq, Instant at, @Nullable String op) {}

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final ClientId OPS = new ClientId("ops");

  private final Random random;
  private final List<Entry> entries = new ArrayList<>();
  private final TreeMap<String, Long> versions = new TreeMap<>();
  private Instant at = START;
  private int serial;

  private ControlHistories(Random random) {
    this.random = random;
  }

  /// Returns a history that follows from the seed alone.
  static List<Entry> of(long seed) {
    var history = new ControlHistories(new Random(seed));
    int length = 1 + history.random.nextInt(30);
    for (int i = 0; i < length; i++) {
      history.next();
    }
    return history.entries;
  }

  private void next() {
    at = at.plusMillis(random.nextInt(6) == 0 ? random.nextInt(6_000_000) : random.nextInt(900));
    serial++;
    ControlEvent event =
        switch (random.nextInt(21)) {
          case 0 -> new ControlEvent.KeyRevoked(thumbprint(), OPS, "why");
          case 1 -> new ControlEvent.ClientRevoked(client(), OPS, "why");
          case 2 -> new ControlEvent.ClientSuspended(client(), OPS, "");
          case 3 -> new ControlEvent.ClientRestored(client(), OPS, "");
          case 4 -> new ControlEvent.NodeKeyAnnounced(1, key());
          case 5 -> new ControlEvent.NodeKeyWithdrawn(thumbprint(), OPS, "");
          case 6 -> policyPublished();
          case 7, 8, 9 -> listChanged();
          case 10, 11 -> signalSet();
          case 12 -> approverKeys();
          case 13, 14 -> labelsCarried();
          case 15 -> logKeys();
          case 16 -> new ControlEvent.NodeKeyRetired(1, thumbprint());
          case 17, 18 -> held();
          case 19 -> erased();
          default -> trustMoved();
        };
    String op = random.nextInt(3) == 0 ? null : "op" + random.nextInt(20);
    entries.add(new Entry(event, entries.size() + 1L, at, op));
  }

  private ControlEvent approverKeys() {
    var keys = new java.util.HashSet<ControlEvent.ApproverKey>();
    for (int i = random.nextInt(4); i > 0; i--) {
      keys.add(new ControlEvent.ApproverKey(client(), thumbprint()));
    }
    return new ControlEvent.ApproverKeysRegistered(List.copyOf(keys));
  }

  private ControlEvent logKeys() {
    int node = 1 + random.nextInt(3);
    return new ControlEvent.LogKeysAnnounced(
        node,
        "broker.test/log/" + node,
        List.of("key " + random.nextInt(3)),
        random.nextBoolean() ? "witness" : null,
        random.nextBoolean() ? "note" : null);
  }

  private ControlEvent held() {
    if (random.nextBoolean()) {
      return new ControlEvent.HoldReleased(1 + random.nextInt(20), OPS, "");
    }
    var key = SubjectKey.of(new RequestId(Uuid7.at(at)));
    return random.nextBoolean()
        ? new ControlEvent.HoldSet(new TaskId(Uuid7.at(at)), null, null, OPS, "")
        : new ControlEvent.HoldSet(null, key.mark("about 1"), key, OPS, "");
  }

  private ControlEvent erased() {
    var key = SubjectKey.of(new RequestId(Uuid7.at(at)));
    String mark = key.mark("user:corp:alice");
    return new ControlEvent.SubjectErased(mark, key, null, 1, 2, List.of(3L), 0, OPS, "");
  }

  private ControlEvent listChanged() {
    String list = "list_" + random.nextInt(3);
    var added = new TreeSet<String>();
    var removed = new TreeSet<String>();
    for (int i = random.nextInt(5); i > 0; i--) {
      (random.nextInt(3) == 0 ? removed : added).add("entry " + random.nextInt(8));
    }
    removed.removeAll(added);
    long version = versions.merge(list, 1L, Long::sum);
    return new ControlEvent.ListChanged(
        list, version, List.copyOf(added), List.copyOf(removed), OPS, "");
  }

  private ControlEvent signalSet() {
    var key = new Signal.Key("signal_" + random.nextInt(2), "about " + random.nextInt(4));
    var value = new BigDecimal(random.nextInt(1_000)).movePointLeft(random.nextInt(4));
    var until = at.plusMillis(1 + random.nextInt(3) * 1_000_000L);
    var request = new RequestId(Uuid7.at(at));
    return new ControlEvent.SignalSet(key, new Signal(value, at, until, OPS, request));
  }

  private ControlEvent policyPublished() {
    var origin = List.of(PublishedPolicy.Origin.values()).get(random.nextInt(3));
    var bundle = Obj.with("version", serial).build();
    return new ControlEvent.PolicyPublished(
        new PublishedPolicy("sha-256:" + serial, bundle, origin),
        random.nextBoolean() ? OPS : null);
  }

  private ControlEvent labelsCarried() {
    var labels = new TreeSet<String>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      labels.add("label_" + random.nextInt(3));
    }
    String subject = "user:corp:" + List.of("alice", "b\no\nb").get(random.nextInt(2));
    var until = at.plusMillis(1 + random.nextInt(3) * 1_000_000L);
    return new ControlEvent.LabelsCarried(client(), subject, List.copyOf(labels), until);
  }

  private ControlEvent trustMoved() {
    var scores = new TreeMap<ClientId, BigDecimal>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      scores.put(client(), new BigDecimal(random.nextInt(100)).movePointLeft(2));
    }
    return new ControlEvent.TrustMoved(scores);
  }

  private ClientId client() {
    return new ClientId("c" + random.nextInt(3));
  }

  private Thumbprint thumbprint() {
    return new Thumbprint(Sha256.base64Url("k" + random.nextInt(4)));
  }

  private VerificationKey key() {
    Thumbprint thumbprint = thumbprint();
    var jwk =
        Obj.with("crv", "P-256")
            .with("kty", "EC")
            .with("x", thumbprint.value())
            .with("y", Sha256.base64Url(thumbprint.value()))
            .build();
    return new VerificationKey(SignatureAlgorithm.ES256, jwk, thumbprint);
  }

  /// Folds a history.
  static ControlState fold(List<Entry> entries) {
    return fold(ControlState.EMPTY, entries);
  }

  /// Folds a history on.
  static ControlState fold(ControlState from, List<Entry> entries) {
    ControlState state = from;
    for (Entry entry : entries) {
      state = state.apply(entry.event, entry.seq, entry.at, entry.op);
    }
    return state;
  }

  /// Folds a history as it would be read back from the ledger.
  static ControlState foldRecorded(List<Entry> entries) {
    ControlState state = ControlState.EMPTY;
    for (Entry entry : entries) {
      Obj data = ControlEventJson.write(entry.event);
      var read = ControlEventJson.read(ControlEventJson.kind(entry.event), data);
      SubjectKey key = key(entry.event);
      var known = key == null ? read : ControlEvent.withKey(read, key);
      state = state.apply(known, entry.seq, entry.at, entry.op);
    }
    return state;
  }

  /// What stands beside an event.
  private static @Nullable SubjectKey key(ControlEvent event) {
    return event instanceof ControlEvent.HoldSet held
        ? held.key()
        : event instanceof ControlEvent.SubjectErased erased ? erased.key() : null;
  }
}
