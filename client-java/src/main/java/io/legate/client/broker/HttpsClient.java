package io.legate.client.broker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// HTTPS to one host, whose certificate must name it and chain to a pinned authority. HTTP/2 where
/// the host speaks it. Safe for use from many threads; blocks them.
///
/// It does NOT repeat requests nor follow redirects.
public final class HttpsClient {

  /// The longest answer that is read.
  public static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

  private final EventLoop loop;
  private final HttpClient client;
  private final String host;
  private final int port;

  HttpsClient(EventLoop loop, String host, int port, Path caPem) {
    this.loop = loop;
    this.host = host;
    this.port = port;
    this.client =
        loop.vertx().createHttpClient(trusting(caPem), new PoolOptions().setHttp1MaxSize(16));
  }

  /// Options of a client that trusts one authority and nobody else.
  static HttpClientOptions trusting(Path caPem) {
    return new HttpClientOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setVerifyHost(true)
        .setTrustOptions(new PemTrustOptions().addCertPath(caPem.toString()))
        .setConnectTimeout(Math.toIntExact(EventLoop.DEADLINE.toMillis()))
        .setSslHandshakeTimeout(EventLoop.DEADLINE.toSeconds())
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
  }

  /// What came back.
  ///
  /// @param challenge every `WWW-Authenticate`
  /// @param nonce the newest nonce of that server, or null where it gave none
  public record Answer(int status, String body, List<String> challenge, @Nullable String nonce) {}

  /// Sends one request and waits for its answer, at most ten seconds.
  ///
  /// @param path with its query
  /// @param body empty for none
  /// @throws IOException if there is no answer, or one over [#BODY_BYTES_MAX]; the request may have
  ///   been served
  public Answer send(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    var options =
        new RequestOptions()
            .setHost(host)
            .setPort(port)
            .setMethod(HttpMethod.valueOf(method))
            .setURI(path)
            .setTimeout(EventLoop.DEADLINE.toMillis());
    return loop.await(
        () ->
            client
                .request(options)
                .compose(
                    request -> {
                      headers.forEach(request::putHeader);
                      var sent = body.isEmpty() ? request.send() : request.send(body);
                      return sent.compose(response -> read(request, response));
                    }));
  }

  private static Future<Answer> read(HttpClientRequest request, HttpClientResponse response) {
    var whole = Promise.<Answer>promise();
    var body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > BODY_BYTES_MAX) {
            whole.tryFail(new IOException("the answer is too long"));
            request.reset();
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(
        _ ->
            whole.tryComplete(
                new Answer(
                    response.statusCode(),
                    body.toString(),
                    response.headers().getAll("www-authenticate"),
                    response.getHeader(BrokerChannel.NONCE))));
    return whole.future();
  }
}
