package io.legate.idp;

import io.legate.crypto.VerificationKey;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.keys.CertificateNames;
import io.legate.keys.LocalAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// An identity provider over HTTPS on loopback, as honest as it is told to be.
public final class Provider implements AutoCloseable {

  static final String METADATA = "/.well-known/openid-configuration";
  static final String JWKS = "/keys";

  private final Vertx vertx = Vertx.vertx();
  private final Path authority;
  private final int port;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, Consumer<HttpServerResponse>> answers = new LinkedHashMap<>();

  /// @param folder for certificates
  public Provider(Path folder) throws Exception {
    var local = LocalAuthority.open(folder, new CertificateNames(List.of()), Clock.systemUTC());
    authority = local.files().certificateFile();
    var identity = local.server();
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setHost("127.0.0.1")
            .setPort(0)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(identity.certificateFile().toString())
                    .setKeyPath(identity.keyFile().toString()));
    port =
        vertx
            .createHttpServer(options)
            .requestHandler(this::answer)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS)
            .actualPort();
    says(METADATA, metadata(issuer(), issuer() + JWKS));
  }

  /// Its identifier.
  public String issuer() {
    return "https://127.0.0.1:" + port;
  }

  /// The certificate to trust.
  public Path authority() {
    return authority;
  }

  static Json.Obj metadata(String issuer, String jwksUri) {
    return Json.Obj.with("issuer", issuer).with("jwks_uri", jwksUri).build();
  }

  /// Publishes these keys from now on, by `kid`.
  public void publishes(Map<String, VerificationKey> keys) {
    var jwks = new ArrayList<Json>();
    keys.forEach(
        (kid, key) -> {
          var jwk = new LinkedHashMap<String, Json>(key.jwk().members());
          jwk.put("kid", new Json.Str(kid));
          jwks.add(new Json.Obj(jwk));
        });
    says(JWKS, Json.Obj.with("keys", new Json.Arr(List.copyOf(jwks))).build());
  }

  /// Answers a path with an object from now on.
  void says(String path, Json.Obj body) {
    does(path, response -> response.end(Jcs.text(body)));
  }

  /// Answers a path like this from now on.
  void does(String path, Consumer<HttpServerResponse> answer) {
    synchronized (answers) {
      answers.put(path, answer);
    }
  }

  /// Every path that it was asked for, in order.
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpServerRequest request) {
    asked.add(request.path());
    Consumer<HttpServerResponse> answer;
    synchronized (answers) {
      answer = answers.get(request.path());
    }
    if (answer == null) {
      request.response().setStatusCode(404).end();
    } else {
      answer.accept(request.response());
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
