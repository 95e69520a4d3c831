package io.legate.http;

import io.legate.edge.EdgeServices;
import io.legate.edge.Incident;
import io.legate.edge.Neighbours.Neighbour;
import io.legate.edge.Overload;
import io.legate.edge.PassedCall;
import io.legate.edge.Passing;
import io.legate.edge.StatusMapping.Role;
import io.legate.edge.TaskHint;
import io.legate.edge.Workers;
import io.legate.identity.TaskId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Makes handlers of `POST` requests with a form.
final class FormEndpoints {

  private static final Pattern CONTENT_TYPE =
      Pattern.compile("(?i)application/x-www-form-urlencoded(\\s*;\\s*charset=\"?utf-8\"?)?");

  private final Vertx vertx;
  private final EdgeServices services;
  private final Workers workers;

  FormEndpoints(Vertx vertx, EdgeServices services, Workers workers) {
    this.vertx = vertx;
    this.services = services;
    this.workers = workers;
  }

  /// Answers a form: authenticates its sender, and does what it asks. Blocks.
  interface Procedure {
    Json.Obj answer(Sender sender, Form form) throws RefusedException;
  }

  /// Returns the handler of an endpoint that appends nothing to the ledger, so that a proof needs a
  /// server nonce in it.
  Handler<RoutingContext> unrecorded(String path, Procedure procedure) {
    return at(path, (call, _, form) -> procedure.answer(sender(call, false), form));
  }

  /// Returns the handler of an endpoint that appends to the ledger, which then remembers the proof.
  /// What it does is done where its task is at home, for other brokers too.
  ///
  /// @param token the parameter with the token that says which task that is
  Handler<RoutingContext> recorded(String path, String token, Procedure procedure) {
    services.around().procedures().add(path, call -> carryOut(procedure, call));
    return at(
        path,
        (call, left, form) -> {
          TaskId task = TaskHint.ofToken(form.get(token));
          Neighbour owner = task == null ? null : services.around().neighbours().ownerOf(task);
          return owner == null
              ? procedure.answer(sender(call, true), form)
              : Passing.through(
                  owner,
                  call,
                  left,
                  FormEndpoints::read,
                  () -> procedure.answer(sender(call, true), form));
        });
  }

  private Handler<RoutingContext> at(String path, Placed placed) {
    return context -> new Passage(context, path, placed).begin();
  }

  /// Answers a form, here or elsewhere. Blocks.
  private interface Placed {
    Json.Obj answer(PassedCall call, Duration left, Form form) throws RefusedException;
  }

  private byte[] carryOut(Procedure procedure, PassedCall call) throws RefusedException {
    var answer = procedure.answer(sender(call, true), Form.parse(call.message()));
    return Jcs.text(answer).getBytes(StandardCharsets.UTF_8);
  }

  private static Json.Obj read(byte[] answer) {
    try {
      return JsonReader.readObject(new String(answer, StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("another broker's answer is not well-formed", e);
    }
  }

  private Sender sender(PassedCall call, boolean recorded) {
    return Sender.of(services.door(), call, recorded);
  }

  /// One request, from its headers to its answer. All but the procedure runs on the request's own
  /// context.
  private final class Passage {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String path;
    private final Placed placed;
    private final Context context;
    private final Buffer body = Buffer.buffer();
    private boolean ended;
    private long timer;

    private final long begun = System.nanoTime();

    Passage(RoutingContext routing, String path, Placed placed) {
      this.request = routing.request();
      this.response = routing.response();
      this.path = path;
      this.placed = placed;
      this.context = vertx.getOrCreateContext();
    }

    void begin() {
      timer = vertx.setTimer(services.limits().callTime().toMillis(), _ -> end(Answers::outOfTime));
      response.exceptionHandler(_ -> end(_ -> {}));
      response.closeHandler(_ -> end(_ -> {}));
      var types = request.headers().getAll("content-type");
      if (types.size() != 1 || !CONTENT_TYPE.matcher(types.getFirst()).matches()) {
        refuse(
            new RefusedException(
                Code.INVALID_REQUEST,
                "the content type must be `application/x-www-form-urlencoded`"));
        return;
      }
      request.handler(this::more);
      request.endHandler(_ -> carryOut());
    }

    private void more(Buffer chunk) {
      if (ended) {
        return;
      }
      if (body.length() + chunk.length() > services.limits().requestBytes()) {
        if (request.version() != HttpVersion.HTTP_2) {
          // The rest is not worth reading, so that the connection goes with it.
          response.putHeader("connection", "close");
        }
        refuse(Overload.tooLarge());
        return;
      }
      body.appendBuffer(chunk);
    }

    private void carryOut() {
      if (!ended && !workers.tryWork(this::work)) {
        refuse(Overload.tooMany());
      }
    }

    /// On a virtual thread.
    private void work() {
      Consumer<HttpServerResponse> answer;
      try {
        byte[] bytes = body.getBytes();
        Json.Obj found = placed.answer(call(bytes), left(), Form.parse(bytes));
        answer = it -> Answers.ok(it, found);
      } catch (RefusedException refusal) {
        answer = it -> Answers.refused(it, refusal, role());
      } catch (RuntimeException | Error broken) {
        String incident = Incident.log(request.path(), broken);
        answer = it -> Answers.broken(it, incident);
      }
      var last = answer;
      context.runOnContext(_ -> end(last));
    }

    private PassedCall call(byte[] message) {
      return new PassedCall(
          path,
          request.headers().getAll("authorization"),
          request.headers().getAll("dpop"),
          message,
          null);
    }

    private Duration left() {
      return services.limits().callTime().minusNanos(System.nanoTime() - begun);
    }

    private Role role() {
      return BrokerHttp.role(request.headers().contains("authorization"));
    }

    private void refuse(RefusedException refusal) {
      end(it -> Answers.refused(it, refusal, role()));
    }

    private void end(Consumer<HttpServerResponse> how) {
      if (ended) {
        return;
      }
      ended = true;
      vertx.cancelTimer(timer);
      if (!response.closed()) {
        response.putHeader(Answers.NONCE, services.door().nonce());
        how.accept(response);
      }
    }
  }
}
