package io.legate.http;

import io.legate.edge.EdgeServices;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.edge.StatusMapping.Role;
import io.legate.edge.Workers;
import io.legate.json.Json;
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

  /// Returns the handler of an endpoint.
  ///
  /// @param recorded whether what it does is appended to the ledger, which then remembers the
  ///   proof; one that is not needs a server nonce in it
  Handler<RoutingContext> at(String path, boolean recorded, Procedure procedure) {
    return context -> new Passage(context, path, recorded, procedure).begin();
  }

  /// One request, from its headers to its answer. All but the procedure runs on the request's own
  /// context.
  private final class Passage {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Sender sender;
    private final Procedure procedure;
    private final Context context;
    private final Buffer body = Buffer.buffer();
    private boolean ended;
    private long timer;

    Passage(RoutingContext routing, String path, boolean recorded, Procedure procedure) {
      this.request = routing.request();
      this.response = routing.response();
      this.sender = Sender.of(services.door(), path, request.headers(), recorded);
      this.procedure = procedure;
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
        Json.Obj found = procedure.answer(sender, Form.parse(body.getBytes()));
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

    private Role role() {
      return BrokerHttp.role(sender.sentToken());
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
