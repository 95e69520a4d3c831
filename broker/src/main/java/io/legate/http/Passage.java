package io.legate.http;

import io.legate.edge.Admission;
import io.legate.edge.Claim;
import io.legate.edge.EdgeServices;
import io.legate.edge.Incident;
import io.legate.edge.Overload;
import io.legate.edge.PassedCall;
import io.legate.edge.StatusMapping.Role;
import io.legate.edge.Workers;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// One `POST` request with a body, from its headers to its answer. All but the answering runs on
/// the request's own context.
final class Passage {

  /// What passages share.
  ///
  /// @param workers carry out the answering
  record Surroundings(Vertx vertx, EdgeServices services, Workers workers) {}

  /// What a body must be.
  enum Body {
    FORM("application/x-www-form-urlencoded"),
    JSON("application/json");

    private final String type;
    private final Pattern pattern;

    Body(String type) {
      this.type = type;
      this.pattern =
          Pattern.compile("(?i)" + Pattern.quote(type) + "(\\s*;\\s*charset=\"?utf-8\"?)?");
    }

    private boolean admits(List<String> types) {
      return types.size() == 1 && pattern.matcher(types.getFirst()).matches();
    }
  }

  /// What came in.
  ///
  /// @param left until the caller is told that it took too long
  /// @param accept every `Accept` header
  record Received(PassedCall call, Duration left, List<String> accept) {}

  /// Answers what came in. Blocks, on a virtual thread.
  interface Answering {
    Reply answer(Received received) throws RefusedException;

    /// Whether it removes authority: there is room for it when there is none for others.
    default boolean isUrgent() {
      return false;
    }
  }

  private final Surroundings around;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String path;
  private final Answering answering;
  private final Context context;
  private final Buffer body = Buffer.buffer();
  private final long begun = System.nanoTime();
  private boolean isRead;
  private boolean isLeft;
  private boolean ended;
  private long timer;

  /// @param path as it is served, which is what a proof must name
  Passage(Surroundings around, RoutingContext routing, String path, Answering answering) {
    this.around = around;
    this.request = routing.request();
    this.response = routing.response();
    this.path = path;
    this.answering = answering;
    this.context = around.vertx.getOrCreateContext();
  }

  /// Reads and answers the request.
  void begin(Body expected) {
    if (around.services.admission().isShut(from(), request.headers().getAll("authorization"))) {
      ended = true;
      Answers.refused(response, Admission.tooManyFailures(), role());
      return;
    }
    var limits = around.services.limits();
    timer = around.vertx.setTimer(limits.callTime().toMillis(), _ -> outOfTime());
    response.exceptionHandler(_ -> end(_ -> {}));
    response.closeHandler(_ -> end(_ -> {}));
    if (!expected.admits(request.headers().getAll("content-type"))) {
      refuse(
          new RefusedException(
              Code.INVALID_REQUEST, "the content type must be `" + expected.type + "`"));
      return;
    }
    request.handler(this::more);
    request.endHandler(_ -> carryOut());
  }

  private void more(Buffer chunk) {
    if (ended) {
      return;
    }
    if (body.length() + chunk.length() > around.services.limits().requestBytes()) {
      leaveTheRest();
      refuse(Overload.tooLarge());
      return;
    }
    body.appendBuffer(chunk);
  }

  private void outOfTime() {
    if (!isRead) {
      leaveTheRest();
    }
    end(Answers::outOfTime);
  }

  /// What has not come in is not worth reading, so that the connection goes with it.
  private void leaveTheRest() {
    if (!ended && request.version() != HttpVersion.HTTP_2) {
      response.putHeader("connection", "close");
      isLeft = true;
    }
  }

  private void carryOut() {
    isRead = true;
    if (ended) {
      return;
    }
    boolean begun =
        answering.isUrgent()
            ? around.workers.tryUrgentWork(this::work)
            : around.workers.tryWork(this::work);
    if (!begun) {
      refuse(Overload.tooMany());
    }
  }

  /// On a virtual thread.
  private void work() {
    Consumer<HttpServerResponse> answer;
    try {
      Received received = received();
      PassedCall call = received.call;
      Reply found =
          around
              .services
              .admission()
              .admit(
                  Claim.ofForm(from(), call.authorization(), call.message()),
                  () -> answering.answer(received));
      answer = it -> Answers.ok(it, found);
    } catch (RefusedException refusal) {
      answer = it -> Answers.refused(it, refusal, role());
    } catch (RuntimeException | Error broken) {
      String incident = Incident.log(path, broken);
      answer = it -> Answers.broken(it, incident);
    }
    var last = answer;
    context.runOnContext(_ -> end(last));
  }

  private Received received() {
    var headers = request.headers();
    var call =
        new PassedCall(
            path, headers.getAll("authorization"), headers.getAll("dpop"), body.getBytes(), null);
    return new Received(
        call,
        around.services.limits().callTime().minusNanos(System.nanoTime() - begun),
        headers.getAll("accept"));
  }

  private String from() {
    var address = request.connection().remoteAddress();
    return address == null ? "" : String.valueOf(address.hostAddress());
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
    around.vertx.cancelTimer(timer);
    if (!response.closed()) {
      response.putHeader(Answers.NONCE, around.services.door().nonce());
      how.accept(response);
    }
    if (isLeft) {
      // After the answer: what is written goes out first.
      request.connection().close();
    }
  }
}
