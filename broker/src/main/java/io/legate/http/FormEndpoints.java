package io.legate.http;

import io.legate.edge.EdgeServices;
import io.legate.edge.Neighbours.Neighbour;
import io.legate.edge.PassedCall;
import io.legate.edge.Passing;
import io.legate.edge.TaskHint;
import io.legate.http.Passage.Answering;
import io.legate.http.Passage.Received;
import io.legate.http.Passage.Surroundings;
import io.legate.identity.TaskId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.refusal.RefusedException;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Makes handlers of `POST` requests with a form.
final class FormEndpoints {

  private final Surroundings around;

  FormEndpoints(Surroundings around) {
    this.around = around;
  }

  /// Answers a form: authenticates its sender, and does what it asks. Blocks.
  interface Procedure {
    Json.Obj answer(Sender sender, Form form) throws RefusedException;
  }

  /// Answers a form, in one of the media types that its sender accepts. Blocks.
  interface Query {
    Reply answer(Sender sender, Form form, List<String> accept) throws RefusedException;
  }

  /// Returns the handler of an endpoint that appends nothing to the ledger, so that a proof needs a
  /// server nonce in it.
  Handler<RoutingContext> unrecorded(String path, Query query) {
    return at(
        path,
        received ->
            query.answer(
                sender(received.call(), false),
                Form.parse(received.call().message()),
                received.accept()));
  }

  /// Returns the handler of an endpoint that appends to the ledger, which then remembers the proof.
  /// What it does is done where its task is at home, for other brokers too.
  ///
  /// @param token the parameter with the token that says which task that is
  Handler<RoutingContext> recorded(String path, String token, Procedure procedure) {
    return at(path, placed(path, token, procedure));
  }

  /// Returns the handler of an endpoint that appends to the ledger and removes authority.
  ///
  /// @param token the parameter with the token that says which task it is about
  Handler<RoutingContext> urgent(String path, String token, Procedure procedure) {
    Answering usual = placed(path, token, procedure);
    return at(
        path,
        new Answering() {
          @Override
          public Reply answer(Received received) throws RefusedException {
            return usual.answer(received);
          }

          @Override
          public boolean isUrgent() {
            return true;
          }
        });
  }

  private Answering placed(String path, String token, Procedure procedure) {
    services().around().procedures().add(path, call -> carryOut(procedure, call));
    return received -> {
      PassedCall call = received.call();
      Form form = Form.parse(call.message());
      TaskId task = TaskHint.ofToken(form.get(token));
      Neighbour owner = task == null ? null : services().around().neighbours().ownerOf(task);
      Passing.Here<Json.Obj> here = () -> procedure.answer(sender(call, true), form);
      return Reply.json(
          owner == null
              ? here.carryOut()
              : Passing.through(owner, call, received.left(), FormEndpoints::read, here));
    };
  }

  private Handler<RoutingContext> at(String path, Answering answering) {
    return context -> new Passage(around, context, path, answering).begin(Passage.Body.FORM);
  }

  private byte[] carryOut(Procedure procedure, PassedCall call) throws RefusedException {
    var answer = procedure.answer(sender(call, true), Form.parse(call.message()));
    return Jcs.text(answer).getBytes(StandardCharsets.UTF_8);
  }

  /// Reads what another broker answered.
  static Json.Obj read(byte[] answer) {
    try {
      return JsonReader.readObject(new String(answer, StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("another broker's answer is not well-formed", e);
    }
  }

  private Sender sender(PassedCall call, boolean recorded) {
    return Sender.of(services().door(), call, recorded);
  }

  private EdgeServices services() {
    return around.services();
  }
}
