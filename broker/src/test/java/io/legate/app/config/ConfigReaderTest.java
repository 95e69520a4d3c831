package io.legate.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.app.config.LegateConfig.ClientEntry;
import io.legate.app.config.LegateConfig.Development;
import io.legate.app.config.LegateConfig.Listen;
import io.legate.app.config.LegateConfig.Pair;
import io.legate.app.config.LegateConfig.Pairs;
import io.legate.app.config.LegateConfig.ProviderEntry;
import io.legate.app.config.LegateConfig.Signing;
import io.legate.app.config.LegateConfig.Tls;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.edge.FailureLimits;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.json.Json;
import io.legate.task.SightingBounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {

  private static final Path FOLDER = Path.of("/srv/legate");

  private static final String JWKS = "jwks: {keys: [{kty: EC}]}";

  private static final String AGENT = "{client_id: agent:a, kind: agent, " + JWKS + "}";

  private static final String FULL =
      """
      issuer: https://broker.example
      listen: 0.0.0.0:443
      data: /var/lib/legate
      ledger: sqlite
      signing: EdDSA
      signing_ahead: PT1H
      clients:
        - client_id: agent:a
          kind: agent
          profile: ai_assistant
          roles: [research]
          scopes: [task, task.open]
          jwks: {keys: [{kty: EC, x: abc}]}
          entitlements: [{type: agent_action, actions: [crm.read]}]
          delegable: [{type: agent_action, actions: [erp.read], max: 5.00, deep: {yes: null, on: true}}]
          self_subject: true
        - {client_id: agent:b, kind: agent, jwks: {keys: [{kty: EC}]}}
        - client_id: rs:erp
          kind: resource_server
          scopes: [authorize, introspect]
          jwks: {keys: [{kty: EC}]}
          audience: https://erp.example
          base_uris: [https://erp.example/]
      identity_providers:
        - alias: corp
          issuer: https://idp.example
          audience: https://broker.example
          typ: at+jwt
          max_age: PT10M
          jwks: {keys: [{kty: RSA}]}
      pairs: {push: [[agent:a, agent:b]], addressed: [[agent:b, agent:a]]}
      limits:
        request_bytes: 100
        token_bytes: 99
        depth: 1
        permissions: 2
        arguments: 3
        task_lifetime: PT1H
        hop_lifetime: PT2H
        instance_lifetime: PT3M
        execute_within: PT4S
        requests_per_task: 6
        new_keys_per_hour: 5
        literals: 11
        values_per_task: 12
        values_per_field: 13
        values_per_record: 14
        idle_timeout: PT7S
        drain_timeout: PT8S
        connections: 15
        connections_per_address: 16
        failures_per_client: 17
        failures_per_address: 18
        failures: 19
      tls:
        certificate: tls/cert.pem
        key: tls/key.pem
        names: [broker.example]
        versions: [TLSv1.3, TLSv1.2]
      development: {reflection: true}
      """;

  @Test
  void theLedgersPasswordIsReadAndNeverShown() throws Exception {
    String url = "jdbc:postgresql://db.example/legate?user=me&password=s3cret";
    var config = ConfigReader.parse("ledger: " + url, FOLDER);
    assertThat(config.ledger()).isEqualTo(new LedgerEntry(url, null, false));
    assertThat(config.toString()).contains("postgresql").doesNotContain("s3cret");
    var longer =
        ConfigReader.parse(
            "ledger: {url: '" + url + "', password_file: pw, accept_loss: true}", FOLDER);
    assertThat(longer.ledger()).isEqualTo(new LedgerEntry(url, Path.of("/srv/legate/pw"), true));
  }

  @Test
  void nodesNumberIsRead() throws Exception {
    String yaml = "{ledger: 'jdbc:postgresql://db.example/legate', cluster: {node: 1023}}";
    assertThat(ConfigReader.parse(yaml, FOLDER).cluster()).isEqualTo(new ClusterEntry(1_023, null));
  }

  @Test
  void peersAreRead() throws Exception {
    String yaml =
        """
        ledger: jdbc:postgresql://db.example/legate
        cluster:
          node: 2
          listen: 10.0.0.2:9443
          member_listen: broker-2:5701
          members: ["broker-1:5701", "broker-2:5701", "[fd00::3]:5701"]
          ca: cluster-ca.pem
          certificate: node-2.pem
          key: /run/secrets/node-2-key.pem
        """;
    assertThat(ConfigReader.parse(yaml, FOLDER).cluster().peers())
        .isEqualTo(
            new ClusterEntry.Peers(
                new Listen("10.0.0.2", 9_443),
                new Listen("broker-2", 5_701),
                List.of(
                    new Listen("broker-1", 5_701),
                    new Listen("broker-2", 5_701),
                    new Listen("fd00::3", 5_701)),
                Path.of("/srv/legate/cluster-ca.pem"),
                Path.of("/srv/legate/node-2.pem"),
                Path.of("/run/secrets/node-2-key.pem")));
  }

  @Test
  void everyDefaultIsPinned() throws Exception {
    assertThat(ConfigReader.parse("", FOLDER))
        .isEqualTo(
            new LegateConfig(
                null,
                new Listen("127.0.0.1", 8443),
                Path.of("/srv/legate/data"),
                LedgerEntry.EMBEDDED,
                ClusterEntry.ALONE,
                new Signing(SignatureAlgorithm.ES256, Duration.ofMinutes(15)),
                List.of(),
                List.of(),
                new Pairs(List.of(), List.of()),
                null,
                new Limits(
                    262_144,
                    16_384,
                    16,
                    200,
                    64,
                    Duration.ofDays(1),
                    Duration.ofDays(1),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(5),
                    4096,
                    64,
                    new SightingBounds(2_000, 10_000, 2_000, 64, 1_000),
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(10),
                    new Limits.Flood(10_000, 1_000, new FailureLimits(50, 200, 2_000))),
                List.of(),
                new Tls(null, null, List.of(), List.of("TLSv1.3")),
                new Development(false)));
    var client = ConfigReader.parse("clients: [" + AGENT + "]", FOLDER).clients().getFirst();
    assertThat(client.profile()).isEqualTo("ai_agent");
    assertThat(client.scopes()).isEmpty();
    assertThat(client.selfSubject()).isFalse();
    assertThat(client.entitlements()).isEqualTo(client.delegable()).isEqualTo(arr());
    var provider =
        ConfigReader.parse(
                "identity_providers: [{alias: a, issuer: i, audience: b, " + JWKS + "}]", FOLDER)
            .providers()
            .getFirst();
    assertThat(provider.typ()).isNull();
    assertThat(provider.ageMax()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void everyKeyOfTheBrokerIsRead() throws Exception {
    var config = ConfigReader.parse(FULL, FOLDER);
    assertThat(config.issuer()).isEqualTo("https://broker.example");
    assertThat(config.listen()).isEqualTo(new Listen("0.0.0.0", 443));
    assertThat(config.data()).isEqualTo(Path.of("/var/lib/legate"));
    assertThat(config.signing())
        .isEqualTo(new Signing(SignatureAlgorithm.EDDSA, Duration.ofHours(1)));
    assertThat(config.pairs())
        .isEqualTo(
            new Pairs(List.of(pair("agent:a", "agent:b")), List.of(pair("agent:b", "agent:a"))));
    assertThat(config.limits())
        .isEqualTo(
            new Limits(
                100,
                99,
                1,
                2,
                3,
                Duration.ofHours(1),
                Duration.ofHours(2),
                Duration.ofMinutes(3),
                Duration.ofSeconds(4),
                6,
                5,
                new SightingBounds(11, 12, 13, 14, 1_000),
                Duration.ofSeconds(7),
                Duration.ofSeconds(8),
                new Limits.Flood(15, 16, new FailureLimits(17, 18, 19))));
    assertThat(config.tls())
        .isEqualTo(
            new Tls(
                Path.of("/srv/legate/tls/cert.pem"),
                Path.of("/srv/legate/tls/key.pem"),
                List.of("broker.example"),
                List.of("TLSv1.3", "TLSv1.2")));
    assertThat(config.development()).isEqualTo(new Development(true));
  }

  @Test
  void everyKeyOfAClientIsRead() throws Exception {
    var clients = ConfigReader.parse(FULL, FOLDER).clients();
    assertThat(clients).hasSize(3);
    assertThat(clients.getFirst())
        .isEqualTo(
            new ClientEntry(
                8,
                new ClientId("agent:a"),
                ClientKind.AGENT,
                "ai_assistant",
                List.of("research"),
                List.of("task", "task.open"),
                List.of(Json.Obj.with("kty", "EC").with("x", "abc").build()),
                arr(action("crm.read").build()),
                arr(
                    action("erp.read")
                        .with("max", new Json.Num("5.00"))
                        .with(
                            "deep",
                            Json.Obj.with("yes", Json.Null.NULL)
                                .with("on", new Json.Bool(true))
                                .build())
                        .build()),
                true,
                null,
                List.of()));
    var server = clients.getLast();
    assertThat(server.kind()).isEqualTo(ClientKind.RESOURCE_SERVER);
    assertThat(server.audience()).isEqualTo("https://erp.example");
    assertThat(server.baseUris()).containsExactly("https://erp.example/");
  }

  @Test
  void everyKeyOfAProviderIsRead() throws Exception {
    assertThat(ConfigReader.parse(FULL, FOLDER).providers())
        .containsExactly(
            new ProviderEntry(
                25,
                "corp",
                "https://idp.example",
                "https://broker.example",
                "at+jwt",
                Duration.ofMinutes(10),
                List.of(Json.Obj.with("kty", "RSA").build()),
                null,
                null,
                null));
  }

  /// Asks every section for its keys by giving it one it does not know.
  @Test
  void everyKeyStandsInTheDocumentation() throws Exception {
    var problems =
        problems(
            """
            x: 1
            clients:
              - {x: 1, client_id: a, kind: agent, jwks: {x: 1, keys: [{}]}}
              - {x: 1, client_id: r, kind: resource_server, audience: z, base_uris: ["https://z/"], jwks: {keys: [{}]}}
            identity_providers: [{x: 1, alias: a, issuer: i, audience: b, jwks: {keys: [{}]},
              subjects: [{x: 1, role: r}]}]
            pairs: {x: 1}
            limits: {x: 1}
            tls: {x: 1}
            development: {x: 1}
            ledger: {x: 1, url: "jdbc:postgresql://db/x"}
            cluster: {x: 1, node: 1}
            """);
    assertThat(problems)
        .hasSize(12)
        .allMatch(problem -> problem.message().startsWith("unknown key"));
    var keys = new TreeSet<String>();
    for (var problem : problems) {
      var known = problem.message().substring(problem.message().indexOf(": ") + 2);
      keys.addAll(Set.of(known.split(", ")));
    }
    assertThat(keys).contains("issuer", "base_uris", "execute_within", "reflection").hasSize(73);
    var documented = Files.readString(Path.of("../docs/configuration.md"));
    assertThat(keys).allMatch(key -> documented.contains("`" + key + "`"));
  }

  /// Every duration and number of the reference is the default that holds.
  @Test
  void documentedLimitsAreTheDefaults() throws Exception {
    var page = Files.readString(Path.of("../docs/configuration.md"));
    var documented = page.substring(page.indexOf("## Limits"), page.indexOf("## TLS"));
    var rows = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| `([A-Z0-9]+)` \\|").matcher(documented);
    var yaml = new StringBuilder("limits:\n");
    int count = 0;
    while (rows.find()) {
      yaml.append("  ").append(rows.group(1)).append(": ").append(rows.group(2)).append('\n');
      count++;
    }
    // Four of the keys are one component, the bounds of the values that a task has met, and five
    // are another: the limits on floods.
    assertThat(count).isEqualTo(Limits.class.getRecordComponents().length + 3 + 4);
    assertThat(ConfigReader.parse(yaml.toString(), FOLDER).limits()).isEqualTo(Limits.DEFAULT);
  }

  private static List<ConfigProblem> problems(String yaml) {
    var thrown =
        catchThrowableOfType(InvalidConfigException.class, () -> ConfigReader.parse(yaml, FOLDER));
    assertThat(thrown).as(yaml).isNotNull();
    return thrown.problems();
  }

  private static Json.Builder action(String name) {
    return Json.Obj.with("type", "agent_action").with("actions", Json.Arr.ofStrings(List.of(name)));
  }

  private static Json.Arr arr(Json... items) {
    return new Json.Arr(List.of(items));
  }

  private static Pair pair(String delegator, String delegate) {
    return new Pair(new ClientId(delegator), new ClientId(delegate));
  }
}
