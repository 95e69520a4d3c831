package io.legate.edge;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An HTTP client that sends what it is told, good or bad.
public final class HttpPeer {

  private final Wiretap wiretap;
  private final HttpClient client;
  private final String origin;

  /// @param from the local address of its connections
  /// @param wiretap hears all that is said
  HttpPeer(int port, Path trusted, InetAddress from, Wiretap wiretap) throws Exception {
    this.wiretap = wiretap;
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(trusted)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    client = HttpClient.newBuilder().sslContext(context).localAddress(from).build();
    origin = "https://127.0.0.1:" + port;
  }

  /// What came back.
  public record Reply(int status, Json.Obj body, java.net.http.HttpHeaders headers) {
    /// The member `error`, empty for none.
    public String error() {
      String error = body.string("error");
      return error == null ? "" : error;
    }

    /// A member that is a string.
    public String text(String name) {
      return String.valueOf(body.string(name));
    }

    /// The first value of a header, empty for none.
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  /// Gets a page as it stands.
  public HttpResponse<byte[]> get(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(origin + path)).build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  /// Posts a form as it stands.
  public Reply post(String path, String form, Map<String, List<String>> headers) throws Exception {
    return send("POST", path, form, "application/x-www-form-urlencoded", headers);
  }

  /// Posts a form, and returns the body of an answer that is not JSON.
  ///
  /// @param type of the body
  public String text(String path, String form, Map<String, List<String>> headers, String type)
      throws Exception {
    var response = exchange("POST", path, form, "application/x-www-form-urlencoded", headers);
    String found = response.headers().firstValue("content-type").orElse("");
    if (response.statusCode() != 200 || !found.equals(type)) {
      throw new AssertionError(response.statusCode() + " " + found + " " + response.body());
    }
    return response.body();
  }

  /// Sends a request.
  public Reply send(
      String method,
      String path,
      String body,
      String contentType,
      Map<String, List<String>> headers)
      throws Exception {
    var response = exchange(method, path, body, contentType, headers);
    Json.Obj read =
        response.body().isEmpty() ? Json.Obj.EMPTY : JsonReader.readObject(response.body());
    return new Reply(response.statusCode(), read, response.headers());
  }

  private HttpResponse<String> exchange(
      String method,
      String path,
      String body,
      String contentType,
      Map<String, List<String>> headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(origin + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!contentType.isEmpty()) {
      request.header("content-type", contentType);
    }
    headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    var response = client.send(request.build(), BodyHandlers.ofString());
    // A JWS stands in a form as it is.
    wiretap.hear(body + " " + response.body());
    headers.values().forEach(values -> wiretap.hear(String.join(" ", values)));
    if (response.statusCode() >= 400) {
      wiretap.hearError(response.body() + response.headers());
    }
    return response;
  }
}
