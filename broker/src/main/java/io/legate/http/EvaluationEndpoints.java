package io.legate.http;

import io.legate.authorize.Authorization.Pep;
import io.legate.edge.EdgeServices;
import io.legate.edge.Neighbours.Neighbour;
import io.legate.edge.PassedCall;
import io.legate.edge.Passing;
import io.legate.http.Passage.Received;
import io.legate.http.Passage.Surroundings;
import io.legate.identity.TaskId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /access/v1/evaluation` and `/access/v1/evaluations` (AuthZEN Authorization API 1.0), asked
/// by resource servers with their API token and a proof. A question on a hop's token is decided
/// where its task is at home.
final class EvaluationEndpoints {

  /// Who asks may name the request, and finds the name on the answer.
  private static final String REQUEST_ID = "X-Request-ID";

  private static final int REQUEST_ID_CHARS_MAX = 256;

  private final Surroundings around;
  private final Evaluations evaluations;

  EvaluationEndpoints(Surroundings around) {
    this.around = around;
    this.evaluations = new Evaluations(around.services());
  }

  private interface Deciding {
    Json.Obj decide(Pep pep, Json.Obj body) throws RefusedException;
  }

  /// Returns the handler of single questions.
  Handler<RoutingContext> evaluation(String path) {
    return at(path, evaluations::one);
  }

  /// Returns the handler of batches.
  Handler<RoutingContext> evaluations(String path) {
    return at(path, evaluations::many);
  }

  private Handler<RoutingContext> at(String path, Deciding deciding) {
    services()
        .around()
        .procedures()
        .add(path, call -> Jcs.text(carryOut(call, deciding)).getBytes(StandardCharsets.UTF_8));
    return context -> {
      echoRequestId(context);
      new Passage(around, context, path, received -> answer(received, deciding))
          .begin(Passage.Body.JSON);
    };
  }

  private static void echoRequestId(RoutingContext context) {
    List<String> ids = context.request().headers().getAll(REQUEST_ID);
    if (ids.size() == 1 && ids.getFirst().length() <= REQUEST_ID_CHARS_MAX) {
      context.response().putHeader(REQUEST_ID, ids.getFirst());
    }
  }

  private Reply answer(Received received, Deciding deciding) throws RefusedException {
    PassedCall call = received.call();
    TaskId task = hint(call.message());
    Neighbour owner = task == null ? null : services().around().neighbours().ownerOf(task);
    Passing.Here<Json.Obj> here = () -> carryOut(call, deciding);
    return Reply.json(
        owner == null
            ? here.carryOut()
            : Passing.through(owner, call, received.left(), FormEndpoints::read, here));
  }

  /// Authenticates before the body is looked at.
  private Json.Obj carryOut(PassedCall call, Deciding deciding) throws RefusedException {
    var sender = Sender.of(services().door(), call, true);
    Pep pep = Pep.of(sender.byApiToken());
    try {
      return deciding.decide(pep, JsonReader.readObject(call.message()));
    } catch (MalformedJsonException e) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "the body is not acceptable JSON: it " + e.getMessage());
    }
  }

  private static @Nullable TaskId hint(byte[] body) {
    try {
      return AgentToken.hint(JsonReader.readObject(body));
    } catch (MalformedJsonException e) {
      return null;
    }
  }

  private EdgeServices services() {
    return around.services();
  }
}
