package io.legate.demo.scenario;

import io.legate.demo.account.Account;
import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.server.CallLog;
import io.legate.demo.stage.IdentityProvider.Login;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A task that was opened by a template of policy's and passed on to an agent, mostly the
/// assistant, who does as it is told; and the expectations about what it tries.
///
/// How a call ended is read from the resource server's own record of it, and what it did from the
/// server's data.
final class Job {

  private static final int SECONDS = 600;

  private final Play play;
  private final String task;
  private final String rootHop;
  private final Party agent;
  private final String hop;
  private final Map<Party, Long> lastSeen = new EnumMap<>(Party.class);

  private Job(Play play, String task, String rootHop, Party agent, String hop) {
    this.play = play;
    this.task = task;
    this.rootHop = rootHop;
    this.agent = agent;
    this.hop = hop;
  }

  /// What is to be opened.
  ///
  /// @param token of whom it is for
  /// @param seconds after which it ends by itself
  /// @param literals values of the person's instruction
  record Order(
      String purpose,
      String template,
      Json.Obj parameters,
      String token,
      int seconds,
      List<String> literals) {
    Order(String purpose, String template, Json.Obj parameters, String token, int seconds) {
      this(purpose, template, parameters, token, seconds, List.of());
    }
  }

  /// Opens a task for the person, for ten minutes.
  static Job open(Play play, String purpose, String template, Json.Obj parameters)
      throws StageException, BadMessageException {
    return open(play, new Order(purpose, template, parameters, play.subjectToken(), SECONDS));
  }

  /// Opens a task without parameters for whoever signs in.
  static Job openFor(Play play, String purpose, String template, Login login)
      throws StageException, BadMessageException {
    return open(
        play, new Order(purpose, template, Json.Obj.EMPTY, play.subjectToken(login), SECONDS));
  }

  static Job open(Play play, Order order) throws StageException, BadMessageException {
    return openWhole(play, order).branch(Party.ASSISTANT, List.of());
  }

  /// Opens a task that is not passed on yet: its agent is the one that opened it.
  static Job openWhole(Play play, Order order) throws StageException, BadMessageException {
    Fields opened = tryToOpen(play, order);
    if (opened.object().get("task") == null) {
      throw new StageException("no task was opened: " + refusal(opened));
    }
    String root = opened.string("hop");
    return new Job(play, opened.string("task"), root, Party.ORCHESTRATOR, root);
  }

  /// Passes on from the root: a hop of an agent's own, beside those of others.
  ///
  /// @param actions that it gets; none for all there are
  Job branch(Party to, List<String> actions) throws StageException, BadMessageException {
    Fields assigned =
        play.instruct(
            Party.ORCHESTRATOR,
            Json.Obj.with("do", "assign")
                .with("hop", rootHop)
                .with("to", to.word())
                .with("actions", Json.Arr.ofStrings(actions))
                .build());
    var branch =
        TaskTree.of(play, rootHop).hops().stream()
            .filter(each -> each.client().equals(to.clientId()))
            .findFirst()
            .orElseThrow(() -> new StageException("it was not passed on: " + said(assigned)));
    return new Job(play, task, rootHop, to, branch.id());
  }

  /// Asks the orchestrator to open a task, and returns what it says came of it.
  static Fields tryToOpen(Play play, Order order) throws StageException {
    play.account().doing("opening a task: " + order.purpose);
    return play.instruct(
        Party.ORCHESTRATOR,
        Json.Obj.with("do", "open")
            .with("purpose", order.purpose)
            .with("template", order.template)
            .with("parameters", order.parameters)
            .with("subject_token", order.token)
            .with("seconds", order.seconds)
            .with("literals", Json.Arr.ofStrings(order.literals))
            .build());
  }

  /// Why the broker did not do what an agent asked of it, in the agent's words, which are the
  /// broker's.
  static String refusal(Fields answer) throws BadMessageException {
    return answer.string("sentence", answer.string("failed", "it was done"));
  }

  private static String said(Fields answer) {
    try {
      return refusal(answer);
    } catch (BadMessageException e) {
      return String.valueOf(e.getMessage());
    }
  }

  String task() {
    return task;
  }

  String hop() {
    return hop;
  }

  String rootHop() {
    return rootHop;
  }

  /// Rows that a resource server has of this task.
  ///
  /// @param thing what they are, for people
  record Effect(Party server, String table, String thing) {}

  /// Expects a call to end in this way.
  ///
  /// @param expected such as `allow`, or `deny, argument_refused /arguments/amount`
  void expect(String name, Call call, String expected)
      throws StageException, BadMessageException, SQLException {
    Tried tried = tryTo(call, expected);
    play.step(name, expected, tried.answer, tried.answer.equals(expected));
  }

  /// Expects a call to end in this way, and the server to have so many rows of the task then.
  void expect(String name, Call call, String expected, Effect effect, long rows)
      throws StageException, BadMessageException, SQLException {
    Tried tried = tryTo(call, expected);
    String found = tried.answer + "; " + Account.count(rows(effect), effect.thing);
    String wanted = expected + "; " + Account.count(rows, effect.thing);
    play.step(name, wanted, found, found.equals(wanted));
  }

  private long rows(Effect effect) throws SQLException {
    return play.count(
        effect.server, "SELECT count(*) FROM " + effect.table + " WHERE task = ?", task);
  }

  /// How a call ended.
  ///
  /// @param answer by the server's record; what the agent says where the server was not asked
  /// @param body what the server disclosed; no members where it did not
  record Tried(String answer, Fields body) {}

  /// Has the agent make a call.
  Tried tryTo(Call call) throws StageException, BadMessageException, SQLException {
    return tryTo(call, "");
  }

  private Tried tryTo(Call call, String expected)
      throws StageException, BadMessageException, SQLException {
    long before = lastSeen(call.server());
    Fields answer =
        play.instruct(
            agent, Json.Obj.with("do", "call").with("hop", hop).with("call", call.json()).build());
    List<CallLog.Seen> seen = since(call.server(), before);
    String found =
        seen.isEmpty() ? "not asked: " + refusal(answer) : told(seen.getLast(), expected);
    return new Tried(found, body(answer));
  }

  private static Fields body(Fields answer) throws BadMessageException {
    return answer.object().get("body") == null ? new Fields(Json.Obj.EMPTY) : answer.fields("body");
  }

  /// Has the agent ask about several calls at once, and returns how each ended.
  List<Tried> tryAll(List<Call> calls, List<String> ids)
      throws StageException, BadMessageException, SQLException {
    long before = lastSeen(calls.getFirst().server());
    Fields answer =
        play.instruct(
            agent,
            Json.Obj.with("do", "call_batch")
                .with("hop", hop)
                .with("calls", new Json.Arr(calls.stream().<Json>map(Call::json).toList()))
                .with("ids", Json.Arr.ofStrings(ids))
                .build());
    var tried = new ArrayList<Tried>();
    for (CallLog.Seen seen : since(calls.getFirst().server(), before)) {
      tried.add(new Tried(told(seen, ""), body(answer)));
    }
    return tried;
  }

  /// The number of the last call of a server that was looked at; each numbers its own from 1.
  private long lastSeen(Party server) {
    return lastSeen.getOrDefault(server, 0L);
  }

  private List<CallLog.Seen> since(Party server, long before) throws SQLException {
    var calls =
        play.calls(server).stream()
            .filter(call -> call.hop().equals(hop))
            .filter(call -> call.number() > before)
            .toList();
    if (!calls.isEmpty()) {
      lastSeen.put(server, calls.getLast().number());
    }
    return calls;
  }

  /// How a call ended, with the reason that was expected if it is one of them, else the first.
  static String told(CallLog.Seen call, String expected) throws BadMessageException {
    if (call.answer().isEmpty()) {
      return "no answer";
    }
    List<String> reasons = reasons(call);
    if (reasons.isEmpty()) {
      return call.answer();
    }
    return reasons.stream()
        .map(reason -> call.answer() + ", " + reason)
        .filter(expected::equals)
        .findFirst()
        .orElse(call.answer() + ", " + reasons.getFirst());
  }

  private static List<String> reasons(CallLog.Seen call) throws BadMessageException {
    @Nullable Json read;
    try {
      read = call.reasons().isEmpty() ? null : JsonReader.read(call.reasons());
    } catch (MalformedJsonException e) {
      throw new BadMessageException("the reasons on record " + e.getMessage());
    }
    var reasons = new ArrayList<String>();
    if (read instanceof Json.Arr(var items)) {
      for (Json item : items) {
        if (item instanceof Json.Obj object) {
          var reason = new Fields(object);
          String pointer = reason.string("pointer", "");
          reasons.add(reason.string("code") + (pointer.isEmpty() ? "" : " " + pointer));
        }
      }
    }
    return reasons;
  }

  /// Tells the orchestrator to steer the task.
  Fields steer(String how) throws StageException {
    return play.instruct(Party.ORCHESTRATOR, Json.Obj.with("do", how).with("hop", rootHop).build());
  }

  /// Tells the orchestrator to take actions out of the task.
  Fields contain(List<String> actions) throws StageException {
    return play.instruct(
        Party.ORCHESTRATOR,
        Json.Obj.with("do", "contain")
            .with("hop", rootHop)
            .with("actions", Json.Arr.ofStrings(actions))
            .build());
  }
}
