package io.legate.demo.role;

import io.legate.client.agent.AgentReply;
import io.legate.client.agent.Delegation;
import io.legate.client.agent.HeldHop;
import io.legate.client.broker.BrokerException;
import io.legate.demo.agent.Desk;
import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Mailbox;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Result;
import io.legate.json.Json;
import java.io.IOException;
import java.util.List;

/// A desk over a real hop.
final class HopDesk implements Desk {

  private final HeldHop hop;
  private final Setting setting;
  private final Peers peers;
  private final Line line;

  HopDesk(HeldHop hop, Setting setting, Peers peers, Line line) {
    this.hop = hop;
    this.setting = setting;
    this.peers = peers;
    this.line = line;
  }

  @Override
  public Json.Arr boundary() {
    return hop.boundary();
  }

  @Override
  public Fields call(Call call) throws NotDoneException, BadMessageException {
    try {
      AgentReply reply =
          hop.call(
              setting.server(call.server()),
              call.method(),
              "/" + call.path(),
              call.action(),
              call.body());
      return read(reply);
    } catch (BrokerException e) {
      throw new NotDoneException(!e.retryable(), e.reason() + ": " + e.sentence());
    } catch (IOException e) {
      throw new NotDoneException(false, call.server().word() + " cannot be reached");
    }
  }

  /// Asks for several actions of one server at once.
  ///
  /// @param calls what they would be one by one
  /// @param ids by which the server knows them
  Fields callAll(List<Call> calls, List<String> ids) throws NotDoneException, BadMessageException {
    Party server = calls.getFirst().server();
    try {
      return read(
          hop.callBatch(
              setting.server(server),
              "/messages",
              calls.stream().map(Call::action).toList(),
              Mailbox.batch(ids)));
    } catch (BrokerException e) {
      throw new NotDoneException(!e.retryable(), e.reason() + ": " + e.sentence());
    } catch (IOException e) {
      throw new NotDoneException(false, server.word() + " cannot be reached");
    }
  }

  private static Fields read(AgentReply reply) throws NotDoneException, BadMessageException {
    Fields body = Fields.read(reply.body());
    if (reply.ok()) {
      return body;
    }
    throw new NotDoneException(isRefusal(reply.status()), sentence(reply.status(), body));
  }

  @Override
  public List<Result> passOn(Party next, Json.Arr boundary, Json.Obj work)
      throws NotDoneException, BadMessageException {
    try {
      String statement = hop.delegate(Delegation.to(next.clientId(), boundary, hop.expiresAt()));
      return peers.handOver(next, statement, work);
    } catch (BrokerException e) {
      throw new NotDoneException(!e.retryable(), e.reason() + ": " + e.sentence());
    }
  }

  @Override
  public void tell(Result result) {
    line.tell(
        Json.Obj.with("event", "result")
            .with("task", hop.taskId().toString())
            .with("result", result.json())
            .build());
  }

  /// Not authenticated, not allowed, or over a limit. Everything else is a failure.
  private static boolean isRefusal(int status) {
    return status == 401 || status == 403 || status == 429;
  }

  /// The first reason of a refusal, with its code.
  private static String sentence(int status, Fields body) throws BadMessageException {
    if (body.object().get("reasons") != null && !body.list("reasons").isEmpty()) {
      Fields first = body.list("reasons").getFirst();
      return first.string("code") + ": " + first.string("sentence");
    }
    return body.string("error", "status " + status)
        + ": "
        + body.string("error_description", "no more is known");
  }
}
