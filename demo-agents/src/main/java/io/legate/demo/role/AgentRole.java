package io.legate.demo.role;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.HeldHop;
import io.legate.client.broker.BrokerException;
import io.legate.crypto.Base64Url;
import io.legate.demo.agent.Action;
import io.legate.demo.agent.Analysis;
import io.legate.demo.agent.Desk.NotDoneException;
import io.legate.demo.agent.Narrowing;
import io.legate.demo.agent.Research;
import io.legate.demo.agent.Worker;
import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.InputFolder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Payment;
import io.legate.demo.message.Result;
import io.legate.jose.CryptoProviders;
import io.legate.jose.KeyFile;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An agent: takes on work with the statement that comes with it, and keeps each hop it holds for
/// later instructions.
final class AgentRole implements Role {

  private static final Logger LOG = LoggerFactory.getLogger(AgentRole.class);
  private static final int BODY_BYTES_MAX = 1 << 20;

  private final Party party;
  private final Agent agent;
  private final Setting setting;
  private final Peers peers;
  private final Line line;
  private final ConcurrentHashMap<String, HeldHop> hops = new ConcurrentHashMap<>();

  private AgentRole(Party party, Agent agent, Setting setting, Peers peers, Line line) {
    this.party = party;
    this.agent = agent;
    this.setting = setting;
    this.peers = peers;
    this.line = line;
  }

  static Role start(Party party, Setting setting, InputFolder records, Router router, Line line)
      throws IOException {
    var key = KeyFile.read(setting.folder().key(party), CryptoProviders.install());
    var agent = Agent.connect(AgentConfig.of(party.clientId(), setting.broker(), key));
    var peers = new Peers(setting, Vertx.vertx());
    var role = new AgentRole(party, agent, setting, peers, line);
    return switch (party) {
      case ORCHESTRATOR -> new OrchestratorRole(role, agent, records);
      case RESEARCH -> role.serve(router, new Research());
      case ANALYSIS -> role.serve(router, new Analysis());
      case ACTION -> role.serve(router, new Action());
      case ASSISTANT -> role.serve(router, (work, desk) -> List.of());
      case ERP,
          CRM,
          DOCUMENTS,
          SHOP,
          SALES,
          MAILBOX,
          RECORDS,
          LEADS,
          FORGE,
          TRADING,
          LEGAL,
          CLINIC ->
          throw new IllegalArgumentException("not an agent");
    };
  }

  private Role serve(Router router, Worker worker) {
    router
        .post("/work")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX))
        .handler(
            context -> {
              String body = context.body().asString(StandardCharsets.UTF_8.name());
              Thread.ofVirtual()
                  .name("work")
                  .start(() -> answer(context, work(worker, body == null ? "" : body)));
            });
    return this;
  }

  private static void answer(RoutingContext context, Json.Obj answer) {
    var body = Buffer.buffer(Jcs.bytes(answer));
    context.vertx().runOnContext(ready -> context.response().end(body));
  }

  private Json.Obj work(Worker worker, String body) {
    try {
      Fields order = Fields.read(body);
      HeldHop hop = keep(agent.redeem(order.string("statement")));
      List<Result> results = worker.work(order.fields("work"), desk(hop));
      return Json.Obj.with("results", results(results)).build();
    } catch (BrokerException e) {
      String told = e.retryable() ? "failed" : "refused";
      return Json.Obj.with(told, e.reason() + ": " + e.sentence()).build();
    } catch (NotDoneException e) {
      return Json.Obj.with(e.refused() ? "refused" : "failed", e.sentence()).build();
    } catch (BadMessageException | RuntimeException e) {
      LOG.error("work failed", e);
      return Json.Obj.with("failed", party.word() + " could not do its work").build();
    }
  }

  static Json results(List<Result> results) {
    return new Json.Arr(results.stream().<Json>map(Result::json).toList());
  }

  HopDesk desk(HeldHop hop) {
    return new HopDesk(hop, setting, peers, line);
  }

  /// Keeps a hop for later, and tells what its token for a resource server says: its claims, never
  /// the token. That is the ERP where the hop may do anything there.
  HeldHop keep(HeldHop hop) throws BrokerException {
    hops.put(hop.hopId().toString(), hop);
    Party server = server(hop.boundary());
    String token = hop.instanceFor(server.audience()).token();
    line.tell(
        Json.Obj.with("event", "hop")
            .with("task", hop.taskId().toString())
            .with("hop", hop.hopId().toString())
            .with("server", server.word())
            .with("claims", claims(token))
            .build());
    return hop;
  }

  private static Party server(Json.Arr boundary) {
    String text = Jcs.text(boundary);
    for (Party party : Party.values()) {
      if (!party.isAgent() && text.contains("\"" + party.audience() + "\"")) {
        return party;
      }
    }
    return Party.ERP;
  }

  private static Json claims(String token) {
    String[] parts = token.split("\\.");
    byte[] payload = parts.length == 3 ? Base64Url.decode(parts[1]) : null;
    try {
      return payload == null ? Json.Obj.EMPTY : JsonReader.read(payload);
    } catch (MalformedJsonException e) {
      return Json.Obj.EMPTY;
    }
  }

  HeldHop hop(Fields instruction) throws BadMessageException {
    HeldHop hop = hops.get(instruction.string("hop"));
    if (hop == null) {
      throw new BadMessageException("this agent holds no such hop");
    }
    return hop;
  }

  @Override
  public Json.Obj follow(Fields instruction) throws BadMessageException {
    HeldHop hop = hop(instruction);
    try {
      return switch (instruction.string("do")) {
        case "pay" -> done(desk(hop).call(Call.pay(Payment.of(instruction.fields("payment")))));
        case "read_receipts" ->
            done(desk(hop).call(Call.readReceipts(instruction.string("order"))));
        case "read_vendor" -> done(desk(hop).call(Call.readVendor(instruction.string("vendor"))));
        case "read_customer" ->
            done(desk(hop).call(Call.readCustomer(instruction.string("customer"))));
        case "call" -> done(desk(hop).call(Call.of(instruction.fields("call"))));
        case "call_batch" ->
            done(desk(hop).callAll(calls(instruction), instruction.strings("ids")));
        case "renew" -> renew(hop, instruction.string("audience"));
        case "pass_on" -> passOn(hop, Party.ofWord(instruction.string("to")));
        case String other -> throw new BadMessageException("`" + other + "` is no instruction");
      };
    } catch (NotDoneException e) {
      return notDone(e.refused(), e.sentence());
    } catch (BrokerException e) {
      return notDone(!e.retryable(), e.reason() + ": " + e.sentence());
    }
  }

  private static List<Call> calls(Fields instruction) throws BadMessageException {
    var calls = new ArrayList<Call>();
    for (Fields each : instruction.list("calls")) {
      calls.add(Call.of(each));
    }
    return calls;
  }

  private static Json.Obj renew(HeldHop hop, String audience) throws BrokerException {
    var instance = hop.instanceFor(audience);
    return Json.Obj.with("done", new Json.Bool(true))
        .with("expires_at", instance.expiresAt().toString())
        .build();
  }

  /// Tries to make a new hop for another agent, with all that this one may pass on.
  private Json.Obj passOn(HeldHop hop, Party next) throws NotDoneException, BadMessageException {
    var standBy = Json.Obj.with("stand_by", new Json.Bool(true)).build();
    Json.Arr boundary =
        switch (next) {
          case RESEARCH ->
              Narrowing.forResearch(hop.boundary(), List.of(), order -> true, customer -> true);
          case ANALYSIS -> Narrowing.forAnalysis(hop.boundary(), order -> true, customer -> true);
          case ACTION -> Narrowing.forStandBy(hop.boundary());
          case ASSISTANT -> Narrowing.forAssistant(hop.boundary());
          case ORCHESTRATOR,
              ERP,
              CRM,
              DOCUMENTS,
              SHOP,
              SALES,
              MAILBOX,
              RECORDS,
              LEADS,
              FORGE,
              TRADING,
              LEGAL,
              CLINIC ->
              throw new BadMessageException("nothing is passed on to " + next.word());
        };
    desk(hop).passOn(next, boundary, standBy);
    return Json.Obj.with("done", new Json.Bool(true)).build();
  }

  private static Json.Obj done(Fields body) {
    return Json.Obj.with("done", new Json.Bool(true)).with("body", body.object()).build();
  }

  static Json.Obj notDone(boolean refused, String sentence) {
    return Json.Obj.with("done", new Json.Bool(false))
        .with("refused", new Json.Bool(refused))
        .with("sentence", sentence)
        .build();
  }
}
