package io.legate.bench.reach;

import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerAddress.Place;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.ledger.server.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Three brokers of one issuer on one database, each a process of its own.
final class Brokers implements AutoCloseable {

  static final int COUNT = 3;
  static final String AUDIENCE = "https://erp.example";
  static final String ISSUER = "https://broker.example";

  private static final String READY = "ready ";

  private final Map<String, Signer> keys = new LinkedHashMap<>();
  private final List<Process> processes = new CopyOnWriteArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private final Path authorities;

  private Brokers(Path folder) {
    authorities = folder.resolve("authorities.pem");
    // Also where the measurement itself is ended.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> processes.forEach(Process::destroy), "ending"));
    for (String id : List.of("orchestrator", "agent:middle", "agent:leaf", "rs:erp")) {
      keys.put(id, LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install()));
    }
  }

  /// Starts them one after the other.
  static Brokers start(Path folder) throws Exception {
    var postgres = PostgresServer.shared();
    String url =
        "%s?user=%s&password=%s"
            .formatted(
                postgres.url(postgres.newDatabase()),
                postgres.user(),
                URLEncoder.encode(postgres.password(), StandardCharsets.UTF_8));
    var brokers = new Brokers(folder);
    boolean started = false;
    try {
      for (int node = 1; node <= COUNT; node++) {
        brokers.add(Files.createDirectories(folder.resolve("broker-" + node)), url, node);
      }
      started = true;
      return brokers;
    } finally {
      if (!started) {
        brokers.close();
      }
    }
  }

  private void add(Path folder, String url, int node) throws IOException {
    Path data = folder.resolve("data");
    Files.writeString(folder.resolve("legate.yaml"), configuration(url, node));
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            "io.legate.app.Main",
            "dev",
            "--config",
            folder.resolve("legate.yaml").toString(),
            "--data",
            data.toString(),
            "--port",
            "0");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.to(folder.resolve("broker.log").toFile()))
            .start();
    processes.add(process);
    URI at = URI.create(ready(process));
    places.add(new Place(at.getHost(), at.getPort()));
    Files.writeString(
        authorities,
        Files.readString(data.resolve("ca.pem")),
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  /// Reads on behind the line, so that the broker never waits for a reader.
  private static String ready(Process process) throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
        return line.substring(READY.length()).trim();
      }
    }
    throw new IOException("a broker did not start");
  }

  private String configuration(String url, int node) {
    var text =
        new StringBuilder(
            """
            issuer: %s
            ledger: '%s'
            cluster: {node: %s}
            limits: {instance_lifetime: PT1H, requests_per_task: 65536}
            clients:
            """
                .formatted(ISSUER, url, node));
    keys.forEach((id, key) -> text.append("  - ").append(Jcs.text(entry(id, key))).append('\n'));
    return text.toString();
  }

  private static Obj entry(String id, Signer key) {
    var jwk = new LinkedHashMap<String, Json>(key.publicKey().jwk().members());
    jwk.put("kid", new Json.Str(key.publicKey().thumbprint().value()));
    var entry =
        Obj.with("client_id", id)
            .with("jwks", Obj.with("keys", new Json.Arr(List.of(new Obj(jwk)))).build());
    return id.equals("rs:erp")
        ? entry
            .with("kind", "resource_server")
            .with("audience", AUDIENCE)
            .with("base_uris", Json.Arr.ofStrings(List.of(AUDIENCE + "/")))
            .with("scopes", Json.Arr.ofStrings(List.of("authorize")))
            .build()
        : entry
            .with("kind", "agent")
            .with("profile", "ai_agent")
            .with("scopes", Json.Arr.ofStrings(List.of("task", "task.open")))
            .with("self_subject", new Json.Bool(true))
            .with("entitlements", Tree.BOUNDARY)
            .build();
  }

  Signer key(String id) {
    return java.util.Objects.requireNonNull(keys.get(id), id);
  }

  /// Returns the address of one of them alone.
  ///
  /// @param node from 1
  BrokerAddress address(int node) {
    return new BrokerAddress(URI.create(ISSUER), authorities, List.of(places.get(node - 1)));
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
