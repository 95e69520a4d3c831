package io.legate.chaos.check;

import io.legate.crypto.Base64Url;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A ledger and a history kept by hand, as honest as one likes.
final class Books {

  static final String TASK = "01a204d3-d189-7cbd-8256-a5d9d183d4ac";
  static final String ROOT = "root";
  static final String CHILD = "child";

  final List<Event> events = new ArrayList<>();
  final List<Json.Obj> lines = new ArrayList<>();
  final Map<String, String> logs = new LinkedHashMap<>();
  private final Map<UUID, Event> last = new HashMap<>();
  private final Map<Integer, Long> sizes = new HashMap<>();
  private long attempts;

  /// A task with three payments of 100.00 in all, one for each invoice, and a hop below its root.
  static Books withTask() {
    var books = new Books();
    books.event(
        1,
        Event.OPENED,
        "{'root':{'id':'root','boundary':[{'limits':[{'name':'n','count':3},"
            + "{'name':'spend','sum':'amount','max':'100.00'},"
            + "{'name':'once','count':1,'by':'invoice'}]}]},"
            + "'instance':{'jti':'j0','hop':'root'},'proof':'p0'}");
    books.event(
        2,
        Event.HOP_ISSUED,
        "{'hop':{'id':'child','parent':'root','boundary':[{}]},'instance':{'jti':'j1','hop':'child'},"
            + "'consent':{'by':'statement','hash':'s1'},'proof':'p1'}");
    return books;
  }

  /// Writes an event of the task and returns it.
  Event event(int node, int kind, String data) {
    return event(UUID.fromString(TASK), node, kind, data, null);
  }

  /// Writes an event.
  Event event(UUID stream, int node, int kind, String data, @Nullable Long place) {
    Event before = last.get(stream);
    long seq = place != null ? place : before == null ? 1 : before.seq() + 1;
    var members = new LinkedHashMap<String, Json>();
    members.put("at", number(1_000 + seq));
    members.put("control", number(1));
    members.put("data", json(data));
    members.put("kind", number(kind));
    members.put("node", number(node));
    if (before != null) {
      members.put("prev", new Json.Str(Base64Url.encode(before.hash())));
    }
    members.put("seq", number(seq));
    members.put("stream", new Json.Str(stream.toString()));
    var body = new Json.Obj(members);
    byte[] bytes = Jcs.text(body).getBytes(StandardCharsets.UTF_8);
    long leaf = sizes.merge(node, 1L, Long::sum) - 1;
    var event =
        new Event(
            stream,
            seq,
            node,
            leaf,
            1,
            1_000 + seq,
            kind,
            seq,
            Rfc6962.leaf(bytes).bytes(),
            bytes,
            body);
    events.add(event);
    last.put(stream, event);
    return event;
  }

  /// Writes an ALLOW of a payment by the child and returns it.
  Event allow(int node, String reference, String amount, String invoice) {
    return event(
        node,
        Event.DECIDED,
        "{'hop':'child','outcome':'allow','proof':'proof of %s','action':{'arguments':{'amount':'%s','invoice':'%s','reference':'%s'}}}"
            .formatted(reference, amount, invoice, reference));
  }

  /// Writes that a client asked at `invoked` and had an answer at `ended`.
  void attempt(
      String act, String op, int broker, long invoked, long ended, String asked, String answered) {
    attempt(act, op, broker, "r-" + act, invoked, ended, asked, "ok", answered);
  }

  void attempt(
      String act,
      String op,
      int broker,
      String request,
      long invoked,
      long ended,
      String asked,
      String phase,
      String answered) {
    attempts++;
    lines.add(
        (Json.Obj)
            json(
                "{'t':%s,'phase':'invoke','attempt':%s,'act':'%s','op':'%s','broker':%s,'request':'%s','asked':%s}"
                    .formatted(invoked, attempts, act, op, broker, request, asked)));
    lines.add(
        (Json.Obj)
            json(
                "{'t':%s,'phase':'%s','attempt':%s,'answered':%s}"
                    .formatted(ended, phase, attempts, answered)));
  }

  /// Writes that a client was told of an ALLOW.
  void told(Event allow, int broker, long invoked, long ended) {
    String reference = allow.argument("reference");
    attempt(
        reference,
        "authorize",
        broker,
        invoked,
        ended,
        "{'task':'%s','hop':'child','amount':'%s','reference':'%s','proof':'proof of %s'}"
            .formatted(TASK, allow.argument("amount"), reference, reference),
        "{'decision':'ALLOW','decision_id':'%s'}".formatted(allow.place()));
  }

  void mark(long at, String what, String about) {
    lines.add(
        (Json.Obj)
            json("{'t':%s,'phase':'mark','what':'%s','about':%s}".formatted(at, what, about)));
  }

  Recorded recorded() {
    return Recorded.of(lines);
  }

  /// The evidence, with heads that fit the events.
  Evidence evidence() {
    var leaves = new HashMap<Integer, List<Hash>>();
    for (Event event : events) {
      leaves.computeIfAbsent(event.node(), _ -> new ArrayList<>()).add(Rfc6962.leaf(event.bytes()));
    }
    var heads = new ArrayList<LedgerCopy.Head>();
    leaves.forEach(
        (node, all) ->
            heads.add(
                new LedgerCopy.Head(node, all.size(), Frontier.empty().plus(all).root().bytes())));
    return evidence(heads);
  }

  Evidence evidence(List<LedgerCopy.Head> heads) {
    return Evidence.of(recorded(), new LedgerCopy(events, heads, 0), logs);
  }

  private static Json number(long value) {
    return new Json.Num(Long.toString(value));
  }

  static Json json(String text) {
    try {
      return JsonReader.read(text.replace('\'', '"'));
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
