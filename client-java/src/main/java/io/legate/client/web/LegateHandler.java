package io.legate.client.web;

import io.legate.client.resource.AgentRequest;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.VerifiedCall;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A route that only authenticated calls reach.
///
/// The endpoint runs on a virtual thread and may block; what it throws is mapped to an HTTP answer.
/// A refusal ([io.legate.client.resource.NotPermittedException]) is 403, or 429 for a limit; a
/// malformed body 400; no decision 503; a [RequestException] what it says; anything else 500.
///
/// It does NOT ask for a decision: that is the endpoint's, which alone knows the action.
public final class LegateHandler implements Handler<RoutingContext> {

  /// The longest body that is read.
  public static final int BODY_BYTES_MAX = 256 * 1024;

  private final ResourceServer server;
  private final Endpoint endpoint;

  private LegateHandler(ResourceServer server, Endpoint endpoint) {
    this.server = server;
    this.endpoint = endpoint;
  }

  /// Returns the handler of a route. It reads the body itself, so that no body handler may come
  /// before it.
  public static LegateHandler of(ResourceServer server, Endpoint endpoint) {
    return new LegateHandler(server, endpoint);
  }

  /// What a route does.
  @FunctionalInterface
  public interface Endpoint {
    /// Asks, acts, and returns what to answer with status 200.
    ///
    /// @param call who calls
    /// @param context for path and query parameters only
    /// @param body read strictly; no members where there was none
    Json handle(VerifiedCall call, RoutingContext context, Obj body) throws Exception;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    var body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() <= BODY_BYTES_MAX) {
            body.appendBuffer(chunk);
          }
        });
    Context home = context.vertx().getOrCreateContext();
    request.endHandler(_ -> received(context, home, body));
    request.resume();
  }

  private void received(RoutingContext context, Context home, Buffer body) {
    HttpServerRequest request = context.request();
    if (body.length() > BODY_BYTES_MAX) {
      answer(
          context,
          HttpReply.error(413, "invalid_request", "the body is over " + BODY_BYTES_MAX + " bytes"));
      return;
    }
    var call =
        AgentRequest.http(
            request.method().name(),
            server.config().served(request.uri()),
            request.headers().getAll("authorization"),
            request.headers().getAll("dpop"));
    List<String> contentTypes = request.headers().getAll("content-type");
    Thread.ofVirtual()
        .name("legate-endpoint")
        .start(
            () -> {
              HttpReply reply = serve(context, call, contentTypes, body);
              home.runOnContext(_ -> answer(context, reply));
            });
  }

  private HttpReply serve(
      RoutingContext context, AgentRequest request, List<String> contentTypes, Buffer body) {
    try {
      // First, so that nothing of an unauthenticated caller is parsed.
      VerifiedCall call = server.verify(request);
      return HttpReply.ok(endpoint.handle(call, context, json(contentTypes, body)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return HttpReply.of(e, server.now());
    } catch (Exception e) {
      HttpReply reply = HttpReply.of(e, server.now());
      return server.config().described()
          ? reply.naming(MetadataHandler.uri(server.config()))
          : reply;
    }
  }

  private static Obj json(List<String> contentTypes, Buffer body)
      throws MalformedJsonException, RequestException {
    if (body.length() == 0) {
      return Obj.EMPTY;
    }
    if (contentTypes.size() != 1 || !isJson(contentTypes.getFirst())) {
      throw new RequestException(415, "invalid_request", "the body is not `application/json`");
    }
    return JsonReader.readObject(body.getBytes());
  }

  private static boolean isJson(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.trim().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private void answer(RoutingContext context, HttpReply reply) {
    var response = context.response();
    if (response.closed()) {
      return;
    }
    response.setStatusCode(reply.status());
    @Nullable String nonce = server.newNonce();
    if (nonce != null) {
      response.putHeader("dpop-nonce", nonce);
    }
    reply.headers().forEach(response::putHeader);
    response.end(reply.body());
  }
}
