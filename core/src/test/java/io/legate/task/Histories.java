package io.legate.task;

import io.legate.boundary.ActionPattern;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Removal;
import io.legate.crypto.Sha256;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.limits.Actual;
import io.legate.limits.Charge;
import io.legate.limits.CounterKey;
import io.legate.limits.ValueHash;
import io.legate.policy.Breaker;
import io.legate.provenance.Canonical;
import io.legate.provenance.Form;
import io.legate.task.TaskEvent.Consent;
import io.legate.task.TaskEvent.Decision;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// Random histories of one task, in which every kind of event occurs and time jumps far enough for
/// things to be forgotten.
final class Histories {

  /// One entry of a stream.
  record Entry(
      TaskEvent event, long seq, Instant at, @org.jspecify.annotations.Nullable String op) {}

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Boundary BOUNDARY = boundary();

  private final Random random;
  private final List<Hop> hops = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Long> allowed = new ArrayList<>();
  private final PeopleHistory people;
  private Instant at = START;
  private int serial;
  private long lastSighting;

  /// The key of every history's task.
  static final TaskKey KEY = TaskKey.of(new byte[32]);

  private Histories(Random random) {
    this.random = random;
    this.people = new PeopleHistory(random, BOUNDARY);
  }

  /// Returns a history that follows from the seed alone.
  static List<Entry> of(long seed) {
    var history = new Histories(new Random(seed));
    history.open();
    int length = 1 + history.random.nextInt(24);
    for (int i = 0; i < length; i++) {
      history.next();
    }
    return history.entries;
  }

  private void open() {
    Hop root = hop(null, client("opener"));
    var header =
        new TaskEvent.TaskHeader(
            root.client(),
            "user:corp:alice",
            List.of("finance"),
            List.of("payments"),
            random.nextBoolean() ? BOUNDARY : null,
            "proof",
            "purpose",
            START.plus(Duration.ofHours(3)),
            4,
            "sha-256:policy",
            random.nextBoolean() ? "invoices" : null);
    var prompt = random.nextInt(4) == 0 ? null : sighting("prompt", "", true);
    List<String> labels = random.nextInt(4) == 0 ? List.of("carried") : List.of();
    add(
        new TaskEvent.Opened(header, root, instance(root), "request", "proof", prompt, labels),
        "op");
    lastSighting = 1;
  }

  private void next() {
    at = at.plusMillis(random.nextInt(5) == 0 ? random.nextInt(4_000_000) : random.nextInt(900));
    Hop hop = hops.get(random.nextInt(hops.size()));
    switch (random.nextInt(14)) {
      case 0 -> issue(hop);
      case 1 -> add(new TaskEvent.InstanceIssued(instance(hop), random.nextBoolean(), "p"), null);
      case 2 ->
          add(new TaskEvent.ExchangeRefused(client("x"), "invalid_request", "cause", "p"), null);
      case 3 -> settle();
      case 4 ->
          add(
              new TaskEvent.Contained(
                  hop.id(),
                  List.of(
                      new Removal(
                          List.of(Objects.requireNonNull(ActionPattern.parse("payments.create"))),
                          null,
                          null)),
                  client("opener"),
                  "why"),
              op());
      case 5 ->
          add(
              new TaskEvent.HopRevoked(hop.id(), hops.getFirst().id(), client("opener"), "why", 1),
              op());
      case 6 -> add(new TaskEvent.Suspended(hop.id(), client("c" + random.nextInt(3)), ""), op());
      case 7 ->
          add(
              new TaskEvent.Resumed(
                  hop.id(),
                  client("c" + random.nextInt(3)),
                  random.nextBoolean(),
                  List.of(hop.client()),
                  hops.getFirst().id(),
                  ""),
              op());
      case 8 ->
          add(
              new TaskEvent.Ended(
                  random.nextBoolean() ? TaskStatus.COMPLETED : TaskStatus.REVOKED,
                  client("opener"),
                  "",
                  random.nextInt(9)),
              op());
      case 9 ->
          add(
              new TaskEvent.BreakerTripped(
                  "breaker" + random.nextInt(2),
                  hop.client(),
                  random.nextBoolean()
                      ? Breaker.Trip.SUSPEND_AGENT
                      : Breaker.Trip.ESCALATE_EVERYTHING),
              null);
      case 12 -> add(people.escalated(hop, entries.size() + 1L, at), null);
      case 13 -> add(people.answered(entries.size(), at), op());
      default -> decide(hop);
    }
  }

  private void issue(Hop parent) {
    Hop hop = hop(parent, client("c" + random.nextInt(3)));
    Consent consent =
        switch (random.nextInt(3)) {
          case 0 -> new Consent.ByPush("hash");
          case 1 -> new Consent.ByAddress(someInstance());
          default -> new Consent.ByStatement("statement", name("h"), at.plusSeconds(300));
        };
    add(new TaskEvent.HopIssued(hop, instance(hop), consent, "proof"), null);
  }

  private String someInstance() {
    for (Entry entry : entries) {
      if (entry.event instanceof TaskEvent.InstanceIssued issued) {
        return issued.instance().hash();
      }
    }
    return "none";
  }

  private void decide(Hop hop) {
    boolean allow = random.nextBoolean();
    long seq = entries.size() + 1L;
    var charges = new ArrayList<Charge>();
    if (allow && random.nextInt(4) > 0) {
      charges.add(
          new Charge.Sum(
              CounterKey.of(hop.id(), "spend"),
              null,
              "amount",
              new BigDecimal(random.nextInt(1_000)).movePointLeft(2)));
      charges.add(new Charge.Count(CounterKey.of(hop.id(), "rate"), Duration.ofMinutes(1)));
    }
    var action =
        Obj.with("action", "payments.create")
            .with("resource", "erp://acme/1")
            .with("arguments", Obj.with("n", serial).build())
            .build();
    add(
        new TaskEvent.Decided(
            new Decision(
                hop.id(),
                client("rs:erp"),
                action,
                "sha-256:" + serial,
                allow ? Decision.ALLOW : "deny",
                Obj.with("outcome", "x").build(),
                Obj.EMPTY,
                charges,
                allow ? List.of("label" + random.nextInt(3)) : List.of(),
                allow && random.nextBoolean() ? deed() : null,
                allow && random.nextInt(3) == 0 ? written(seq) : null,
                random.nextBoolean(),
                name("proof"),
                "proof",
                random.nextInt(6) == 0,
                random.nextInt(3) > 0)),
        op());
    if (allow) {
      allowed.add(seq);
    }
  }

  private Deed deed() {
    var amounts = new TreeMap<String, BigDecimal>();
    amounts.put("amount", new BigDecimal(random.nextInt(1_000)).movePointLeft(2));
    var values = new TreeMap<String, ValueHash>();
    values.put("payee", ValueHash.of(new Json.Str("payee" + random.nextInt(3))));
    var key = random.nextBoolean() ? ValueHash.of(new Json.Str("k" + random.nextInt(4))) : null;
    return new Deed("payments.create", key, amounts, values);
  }

  private void settle() {
    long decision = allowed.isEmpty() ? 1 : allowed.get(random.nextInt(allowed.size()));
    Actual actual =
        switch (random.nextInt(3)) {
          case 0 -> new Actual.NotExecuted();
          case 1 -> Actual.Executed.AS_RESERVED;
          default ->
              new Actual.Executed(
                  java.util.Map.of(
                      "amount", new BigDecimal(random.nextInt(2_000)).movePointLeft(2)),
                  null);
        };
    add(
        new TaskEvent.Settled(
            decision,
            client("rs:erp"),
            random.nextInt(5) == 0 ? null : actual,
            random.nextBoolean() ? learned() : null),
        op());
  }

  private Learned learned() {
    var records = new ArrayList<Sighting>();
    for (int i = random.nextInt(4); i > 0; i--) {
      records.add(
          sighting("erp.vendors", random.nextBoolean() ? "id" : "iban", random.nextInt(3) > 0));
    }
    var full = new TreeMap<String, Learned.Dropped>();
    if (random.nextInt(4) == 0) {
      var why = random.nextBoolean() ? Learned.Dropped.SOURCE_FULL : Learned.Dropped.NOT_DECLARED;
      full.put("mail.inbox", why);
    }
    var learned = new Learned(name("digest"), records, full, lastSighting);
    if (learned.changes()) {
      lastSighting = entries.size() + 1L;
    }
    return learned;
  }

  private Written written(long seq) {
    var closed = new TreeSet<String>();
    if (random.nextInt(4) == 0) {
      closed.add("erp.vendors");
    }
    var written = new Written(List.of(hash("written erp.vendors")), closed, lastSighting);
    lastSighting = seq;
    return written;
  }

  private Sighting sighting(String source, String field, boolean trusted) {
    var items = new ArrayList<Sighting.Item>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      items.add(new Sighting.Item(field, Form.TEXT, hash(source)));
    }
    return new Sighting(source, trusted, items);
  }

  private ValueHash hash(String place) {
    return KEY.hasher().hash(place, new Canonical(Form.TEXT, "v" + random.nextInt(20)));
  }

  private void add(TaskEvent event, @org.jspecify.annotations.Nullable String op) {
    entries.add(new Entry(event, entries.size() + 1L, at, op));
  }

  private @org.jspecify.annotations.Nullable String op() {
    return random.nextInt(4) == 0 ? null : name("op");
  }

  private Hop hop(@org.jspecify.annotations.Nullable Hop parent, ClientId client) {
    var hop =
        new Hop(
            new HopId(uuid()),
            parent == null ? null : parent.id(),
            parent == null ? 0 : parent.depth() + 1,
            client,
            "ai_agent",
            key(client),
            BOUNDARY,
            parent == null ? List.of() : List.of(0),
            at,
            START.plus(Duration.ofHours(2)),
            16,
            parent == null ? null : "hash",
            parent == null || random.nextInt(4) > 0,
            false,
            Set.of(),
            List.of());
    hops.add(hop);
    return hop;
  }

  private Instance instance(Hop hop) {
    return new Instance(
        name("jti"),
        hop.id(),
        name("instance"),
        "https://erp.test",
        List.of(Instance.Target.values()).get(random.nextInt(3)),
        at,
        at.plusSeconds(300),
        "kid",
        "",
        "sha-256:policy",
        random.nextInt(4) == 0 ? BOUNDARY : null,
        random.nextInt(4) == 0 ? List.of(0) : List.of(),
        false);
  }

  private static VerificationKey key(ClientId client) {
    var jwk =
        Obj.with("crv", "P-256")
            .with("kty", "EC")
            .with("x", Sha256.base64Url(client.value()))
            .with("y", Sha256.base64Url(client.value() + "y"))
            .build();
    return new VerificationKey(
        SignatureAlgorithm.ES256,
        jwk,
        new io.legate.crypto.Thumbprint(Sha256.base64Url(client.value())));
  }

  private UUID uuid() {
    serial++;
    return new UUID(
        (at.toEpochMilli() << 16) | 0x7000 | (serial & 0xFFF), 0x8000_0000_0000_0000L | serial);
  }

  private String name(String sort) {
    serial++;
    return sort + serial;
  }

  private static ClientId client(String id) {
    return new ClientId(id);
  }

  private static Boundary boundary() {
    try {
      String json =
          """
          [{"type":"agent_action","actions":["payments.*"],"locations":["https://erp.test"],
            "resources":["erp://acme/*"]}]
          """;
      return Boundary.parse(JsonReader.read(json), BoundaryLimits.DEFAULT);
    } catch (InvalidBoundaryException | MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }
}
