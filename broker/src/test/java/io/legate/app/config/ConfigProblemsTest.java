package io.legate.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong with a configuration is told, all of it, each with its place.
class ConfigProblemsTest {

  private static final Path FOLDER = Path.of("/srv/legate");

  private static final String JWKS = "jwks: {keys: [{kty: EC}]}";

  private static final String AGENT = "{client_id: agent:a, kind: agent, " + JWKS + "}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "isuer: https://a.example | line 1: isuer: unknown key",
        "listen: 8443 | line 1: listen: must be a text, not `8443`",
        "listen: a:70000 | line 1: listen: must be a host and a port",
        "issuer: http://a.example | line 1: issuer: must be an https origin",
        "issuer: https://a.example/ | line 1: issuer: must be an https origin",
        "issuer: https://A.example | line 1: issuer: must be an https origin",
        "issuer: https://a.example:443 | line 1: issuer: must be an https origin",
        "ledger: mysql | line 1: ledger: must be `sqlite` or an address: it must begin with"
            + " `jdbc:postgresql://`",
        "ledger: jdbc:postgresql://db | line 1: ledger: must be `sqlite` or an address: it must"
            + " name a database",
        "ledger: jdbc:postgresql://me:secret@db/x | line 1: ledger: must be `sqlite` or an address:"
            + " it must name user and password as parameters",
        "ledger: 5 | line 1: ledger: must be a text, not `5`",
        "ledger: {} | line 1: ledger.url: is required",
        "ledger: {url: jdbc:postgresql:x} | line 1: ledger.url: must begin with",
        "ledger: {url: 'jdbc:postgresql://db/x', pasword: y} | line 1: ledger.pasword: unknown key",
        "ledger: {url: 'jdbc:postgresql://db/x', accept_loss: 1} | line 1: ledger.accept_loss: must"
            + " be true or false",
        "policy: [./policy] | line 1: policy: must be a text",
        "cluster: {node: 2} | line 1: cluster: needs a PostgreSQL `ledger`",
        "{ledger: 'jdbc:postgresql://db/x', cluster: {}} | line 1: cluster.node: is required",
        "{ledger: 'jdbc:postgresql://db/x', cluster: {node: 0}} | line 1: cluster.node: must be a"
            + " whole number from 1 to 1023, not `0`",
        "{ledger: 'jdbc:postgresql://db/x', cluster: {node: 1024}} | line 1: cluster.node: must be"
            + " a whole number from 1 to 1023, not `1024`",
        "signing: RS256 | line 1: signing: must be `ES256` or `EdDSA`",
        "limits: {depth: 17} | line 1: limits.depth: must be a whole number from 1 to 16, not `17`",
        "limits: {depth: 0} | line 1: limits.depth: must be a whole number",
        "limits: {depth: 010} | line 1: `010` is not a plain number",
        "limits: {depth: '3'} | line 1: limits.depth: must be a whole number from 1 to 16, not `3`",
        "limits: {execute_within: 5} | line 1: limits.execute_within: must be a duration",
        "limits: {execute_within: PT0S} | line 1: limits.execute_within: must be a duration",
        "limits: {token_bytes: 9000, request_bytes: 1000} | line 1: limits.token_bytes: must not be"
            + " over",
        "limits: 3 | line 1: limits: must be a mapping, not `3`",
        "limits: | line 1: limits: must be a mapping, not nothing",
        "clients: {} | line 1: clients: must be a list, not a mapping",
        "clients: [3] | line 1: clients[0]: must be a mapping",
        "tls: {key: a.pem} | line 1: tls.key: needs the other too",
        "tls: {versions: [TLSv1.1]} | line 1: tls.versions: must name",
        "tls: {versions: []} | line 1: tls.versions: must name",
        "development: {reflection: yes} | line 1: development.reflection: must be true or false,"
            + " not `yes`",
        "clients: [*a] | line 1: aliases are not read",
        "limits: {<<: *a} | line 1: aliases are not read",
        "[] | line 1: must be a mapping, not a list",
        "data: 'x | line 1: not YAML",
      })
  void whatIsWrongIsToldWithItsPlace(String yaml, String told) {
    assertThat(problems(yaml)).first().asString().startsWith(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{kind: agent, JWKS} | clients[0].client_id: is required",
        "{client_id: ' a', kind: agent, JWKS} | clients[0].client_id: must be letters",
        "{client_id: a, JWKS} | clients[0].kind: is required",
        "{client_id: a, kind: robot, JWKS} | clients[0].kind: must be one of agent",
        "{client_id: a, kind: agent} | clients[0].jwks.keys: must hold at least one key",
        "{client_id: a, kind: agent, scopes: [admin], JWKS} | clients[0].scopes: `admin` is no"
            + " scope of a client of kind agent",
        "{client_id: a, kind: approver, scopes: [authorize], JWKS} | clients[0].scopes: `authorize`"
            + " is no scope",
        "{client_id: a, kind: agent, scopes: [task, task], JWKS} | clients[0].scopes: names"
            + " something twice",
        "{client_id: a, kind: agent, audience: x, JWKS} | clients[0].audience: unknown key",
        "{client_id: a, kind: operator, entitlements: [], JWKS} | clients[0].entitlements: unknown"
            + " key",
        "{client_id: a, kind: agent, entitlements: [x], JWKS} | clients[0].entitlements[0]: must be"
            + " a mapping",
        "{client_id: a, kind: resource_server, audience: x, JWKS} | clients[0].base_uris: is"
            + " required",
        "{client_id: a, kind: resource_server, base_uris: ['https://a/'], JWKS} |"
            + " clients[0].audience: is required",
        "{client_id: a, kind: resource_server, audience: x, base_uris: ['https://a'], JWKS} |"
            + " clients[0].base_uris: `https://a` must be",
        "{client_id: a, kind: resource_server, audience: x, base_uris: ['http://a/'], JWKS} |"
            + " clients[0].base_uris: `http://a/` must be",
        "{client_id: a, kind: resource_server, audience: x, base_uris: ['https://a/b/../'], JWKS} |"
            + " clients[0].base_uris: `https://a/b/../` must be",
      })
  void wrongClientIsRefused(String client, String told) {
    assertThat(problems("clients:\n  - " + client.replace("JWKS", JWKS)))
        .first()
        .asString()
        .startsWith("line 2: " + told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "key: k | | cluster.key: is required beside `members`",
        "listen: 'a:1' | | cluster.listen: is required beside `members`",
        "listen: 'a:1' | listen: '0.0.0.0:1' | cluster.listen: must be one host",
        "listen: 'a:1' | listen: 'a:0' | cluster.listen: must be one host",
        "members: ['a:2'] | members: [a] | cluster.members: must be one host",
        "members: ['a:2'] | members: ['a:2', 'a:02'] | cluster.members: names one twice",
      })
  void halfAWayToTheOthersIsAMistake(String member, @Nullable String instead, String told)
      throws Exception {
    String peers =
        """
        ledger: jdbc:postgresql://db/x
        cluster: {node: 1, members: ['a:2'], member_listen: 'a:2', listen: 'a:1', ca: c, certificate: c, key: k}
        """;
    assertThat(ConfigReader.parse(peers, FOLDER).cluster().peers()).isNotNull();
    String wrong = peers.replace(", " + member, instead == null ? "" : ", " + instead);
    assertThat(problems(wrong)).first().asString().startsWith("line 2: " + told);
  }

  @Test
  void aKeyGivenTwiceIsRefused() {
    assertThat(problems("data: a\nlimits:\n  depth: 1\n  depth: 2\n"))
        .containsExactly(new ConfigProblem(4, "", "`depth` is given twice"));
  }

  @Test
  void clientsShareNoIdAndNoAudience() {
    String server =
        "{client_id: ID, kind: resource_server, audience: AUD, base_uris: ['https://a/'], "
            + JWKS
            + "}";
    assertThat(problems("clients: [" + AGENT + ", " + AGENT + "]"))
        .singleElement()
        .asString()
        .endsWith("clients[1].client_id: is another client's too");
    assertThat(
            problems(
                "clients:\n- "
                    + server.replace("ID", "a").replace("AUD", "x")
                    + "\n- "
                    + server.replace("ID", "b").replace("AUD", "x")))
        .singleElement()
        .asString()
        .isEqualTo("line 3: clients[1].audience: is another resource server's too");
  }

  @Test
  void agentIsNoAudience() {
    String server =
        "{client_id: rs, kind: resource_server, audience: 'agent:a', base_uris: ['https://a/'], "
            + JWKS
            + "}";
    assertThat(problems("clients:\n- " + AGENT + "\n- " + server))
        .singleElement()
        .asString()
        .startsWith("line 3: clients[1].audience: is a client's id");
  }

  @Test
  void pairsAreOfRegisteredAgents() {
    for (String pair :
        List.of("[agent:a]", "[agent:a, agent:x]", "[agent:a, agent:a]", "agent:a")) {
      assertThat(problems("clients: [" + AGENT + "]\npairs: {push: [" + pair + "]}"))
          .singleElement()
          .asString()
          .startsWith("line 2: pairs.push[0]: must be two different registered agents");
    }
  }

  @Test
  void ownIssuerIsNoProvider() {
    assertThat(
            problems(
                "issuer: https://a.example\n"
                    + "identity_providers: [{alias: a, issuer: https://a.example, audience: b, "
                    + JWKS
                    + "}]"))
        .singleElement()
        .asString()
        .startsWith("line 2: identity_providers[0].issuer: is this broker's own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "discovery: true, JWKS | jwks: is one of three",
        "discovery: true, jwks_uri: 'https://idp.example/keys' | jwks: is one of three",
        "jwks_uri: 'https://idp.example/keys', JWKS | jwks: is one of three",
        "NONE | jwks.keys: must hold at least one key",
        "jwks_uri: 'http://idp.example/keys' | jwks_uri: must be an https address",
        "jwks_uri: 'https://u@idp.example/keys' | jwks_uri: must be an https address",
        "jwks_uri: 'https://idp.example/keys?a=b' | jwks_uri: must be an https address",
        "JWKS, ca: ca.pem | ca: certifies nothing where the keys are not fetched",
        "JWKS, subjects: [{may: []}] | subjects[0].role: or `group` or `scope` must say who",
        "JWKS, subjects: [{role: a, who: b}] | subjects[0].who: unknown key"
      })
  void whatIsWrongWithAProviderIsTold(String keys, String told) {
    String given = keys.equals("NONE") ? "" : ", " + keys.replace("JWKS", JWKS);
    assertThat(
            problems(
                "identity_providers: [{alias: a, issuer: 'https://idp.example', audience: b"
                    + given
                    + "}]"))
        .anySatisfy(
            problem -> assertThat(problem.toString()).contains("identity_providers[0]." + told));
  }

  @Test
  void keysOfAnIssuerThatIsNoAddressAreNotDiscovered() {
    assertThat(
            problems(
                "identity_providers: [{alias: a, issuer: corp, audience: b, discovery: true}]"))
        .singleElement()
        .asString()
        .contains("identity_providers[0].issuer: must be an https address");
  }

  @Test
  void allProblemsAreToldAtOnceInTheOrderOfTheLines() {
    assertThat(problems("limits: {depth: 0}\ndata: 3\nlisten: x\n"))
        .extracting(ConfigProblem::line)
        .containsExactly(1, 2, 3);
  }

  @Test
  void aFileThatIsNotThereIsAProblem() {
    var thrown =
        catchThrowableOfType(
            InvalidConfigException.class, () -> ConfigReader.read(FOLDER.resolve("none.yaml")));
    assertThat(thrown).hasMessageContaining("none.yaml` cannot be read");
  }

  private static List<ConfigProblem> problems(String yaml) {
    var thrown =
        catchThrowableOfType(InvalidConfigException.class, () -> ConfigReader.parse(yaml, FOLDER));
    assertThat(thrown).as(yaml).isNotNull();
    return thrown.problems();
  }
}
