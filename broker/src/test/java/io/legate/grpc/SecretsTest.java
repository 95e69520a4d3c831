package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.crypto.Base64Url;
import io.legate.edge.EdgeServer;
import io.legate.edge.Party;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.v1.Decision;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// A whole flow, with refusals of every sort, and then every byte that was written: none of them is
/// a token's, an assertion's, a caller's proof's or a private key's.
///
/// Consents and proofs that were accepted are kept on record whole, on purpose: an auditor checks
/// them, and they are spent. A proof that was refused is not, because it might still be good
/// elsewhere; and none of them is in a log or an error. What is looked for is the signature:
/// without it the rest is no credential.
class SecretsTest extends Approving {

  /// What the ledger keeps whole, and nothing else does.
  private static final Set<String> EVIDENCE = Set.of("delegation+jwt", "approval+jwt", "dpop+jwt");

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger root =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  private Level usual;
  private Path data;
  private SqliteLedger ledger;

  /// Proofs of calls that were refused.
  private final List<String> unspent = new ArrayList<>();

  @Override
  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    usual = root.getLevel();
    root.setLevel(Level.DEBUG);
    logged.start();
    root.addAppender(logged);
    data = folder.resolve("data");
    var clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    ledger = SqliteLedger.open(data, 1, clock, 1L << 30);
    server = new EdgeServer(folder, new Site(clock, ledger));
    site = server.site;
    grpc = server.grpc();
    http = server.http();
  }

  @Override
  @AfterEach
  void stop() throws Exception {
    root.detachAppender(logged);
    root.setLevel(usual);
    super.stop();
    ledger.close();
  }

  @Test
  void noSecretIsInAnyByteWritten() throws Exception {
    play();
    site.use.refusedCalls().record();
    List<String> secrets = server.wiretap.signed();
    String told = String.join("\n", server.wiretap.errors()) + log();
    byte[] written = everyFile();

    var classes = new TreeSet<String>();
    var leaked = new ArrayList<String>();
    var kept = new TreeSet<String>();
    for (String secret : secrets) {
      String typ = typ(secret);
      classes.add(typ);
      if (told.contains(signature(secret))) {
        leaked.add(typ + " in a log or an error");
      }
      if (isIn(written, secret)) {
        boolean evidence = EVIDENCE.contains(typ) && !unspent.contains(secret);
        (evidence ? kept : leaked).add(typ + " in the ledger");
      }
    }
    assertThat(leaked).isEmpty();
    assertThat(unspent).hasSizeGreaterThan(50).isSubsetOf(secrets);
    assertThat(kept)
        .as("the search finds what is there")
        .containsExactly(
            "approval+jwt in the ledger", "delegation+jwt in the ledger", "dpop+jwt in the ledger");
    assertThat(classes)
        .contains("", "at+jwt", "client-authentication+jwt", "dpop+jwt", "delegation+jwt")
        .contains("approval+jwt", "token-introspection+jwt");
    assertThat(new String(written, StandardCharsets.ISO_8859_1) + told)
        .doesNotContain("PRIVATE KEY")
        .doesNotContainPattern("\"d\"\\s*:\\s*\"[A-Za-z0-9_-]{43}\"");
  }

  private void play() throws Exception {
    var orchestrator = new Party(site, "orchestrator");
    String token = orchestrator.apiToken(http);
    var opened =
        grpc.call(
            io.legate.v1.TaskServiceGrpcClient.OpenTask,
            orchestrator.metadata("TaskService/OpenTask", token),
            openTask()
                .setSubjectToken(site.aliceFor("orchestrator"))
                .setSubjectTokenType("urn:ietf:params:oauth:token-type:jwt")
                .build());
    assertThat(opened.reason()).isEmpty();

    var task = site.open("orchestrator", ONE);
    String statement = site.statement("orchestrator", task.token(), "research", ONE);
    var redeemed = exchange("research", statement);
    assertThat(redeemed.reason()).isEmpty();
    IssuedInstance hop = hop(ONE);
    var question = question(hop, "{\"amount\":\"10.00\"}");
    String escalation = ask(question).message().getEscalationId();
    approve("fin-1", escalation);
    question = question(hop, "{\"amount\":\"10.00\"}");
    assertThat(ask(question).message().getDecision()).isEqualTo(Decision.DECISION_ALLOW);
    question = question(hop, "{\"amount\":\"10000.00\"}");
    assertThat(ask(question).message().getDecision()).isEqualTo(Decision.DECISION_DENY);

    introspect(hop.token());
    refusals(hop, statement, token);
    revoke(orchestrator, token, task.token().token());
  }

  private void introspect(String hop) throws Exception {
    var erp = new Party(site, "rs:erp");
    String form = erp.form("token", hop);
    assertThat(http.post("/oauth2/introspect", form, Map.of()).status()).isEqualTo(200);
    String signed = "application/token-introspection+jwt";
    http.text(
        "/oauth2/introspect", erp.form("token", hop), Map.of("accept", List.of(signed)), signed);
  }

  /// Everything in the wrong place, twice, and by the wrong hands.
  private void refusals(IssuedInstance hop, String statement, String token) throws Exception {
    var research = new Party(site, "research");
    String proof = research.proof("POST", Site.TOKEN_ENDPOINT, null, null);
    for (String secret : List.of(hop.token(), statement, token, proof, site.assertion("other"))) {
      for (String parameter :
          List.of(
              "subject_token",
              "subject_token_type",
              "actor_token",
              "requested_token_type",
              "grant_type",
              "scope",
              "resource",
              "authorization_details",
              "client_id",
              "client_secret",
              "unknown")) {
        var headers = research.headers();
        unspent.addAll(headers.get("dpop"));
        http.post("/oauth2/token", with(research, parameter, secret), headers);
      }
      http.post(
          "/oauth2/token",
          "client_assertion=" + secret,
          Map.of("authorization", List.of("DPoP " + secret), "dpop", List.of(secret)));
      http.post("/oauth2/revoke", "token=" + secret, Map.of("dpop", List.of(secret, secret)));
      grpc.call(
          io.legate.v1.TaskServiceGrpcClient.GetTask,
          Map.of("authorization", List.of("Bearer " + secret), "dpop", List.of(secret)),
          io.legate.v1.GetTaskRequest.newBuilder().setTaskId(secret).build());
    }
    unspent.add(proof);
    String form = research.form("grant_type", "client_credentials");
    var headers = research.headers();
    for (int i = 0; i < 2; i++) {
      http.post("/oauth2/token", form, headers);
    }
    assertThat(server.wiretap.errors()).hasSizeGreaterThan(60);
  }

  private static String with(Party party, String parameter, String secret) {
    String form = party.form(parameter, secret);
    if (!parameter.equals("grant_type")) {
      form += "&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange";
    }
    if (!parameter.startsWith("subject_token")) {
      form += "&subject_token=x&subject_token_type=" + Party.encode(ExchangeRequest.ACCESS_TOKEN);
    }
    return form;
  }

  private void revoke(Party party, String token, String revoked) throws Exception {
    String proof = party.proof("POST", Site.ISSUER + "/oauth2/revoke", token, null);
    var headers = Map.of("authorization", List.of("DPoP " + token), "dpop", List.of(proof));
    var reply = http.post("/oauth2/revoke", "token=" + revoked, headers);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  private String log() {
    var text = new StringBuilder();
    for (ILoggingEvent event : List.copyOf(logged.list)) {
      text.append(event.getFormattedMessage()).append('\n');
      if (event.getThrowableProxy() != null) {
        text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
    return text.toString();
  }

  private byte[] everyFile() throws Exception {
    var all = new ByteArrayOutputStream();
    try (var files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.writeBytes(Files.readAllBytes(file));
      }
    }
    return all.toByteArray();
  }

  /// As text, or as the bytes that the text stands for.
  private static boolean isIn(byte[] written, String secret) {
    String text = new String(written, StandardCharsets.ISO_8859_1);
    byte[] raw = Base64Url.decode(signature(secret));
    return text.contains(signature(secret))
        || (raw != null && text.contains(new String(raw, StandardCharsets.ISO_8859_1)));
  }

  private static String signature(String secret) {
    return secret.substring(secret.lastIndexOf('.') + 1);
  }

  private static String typ(String secret) throws Exception {
    byte[] header = Base64Url.decode(secret.substring(0, secret.indexOf('.')));
    Obj read = JsonReader.readObject(header);
    String typ = read.string("typ");
    return typ == null ? "" : typ;
  }
}
