package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.app.config.ConfigReader;
import io.legate.app.config.InvalidConfigException;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.jose.CryptoProviders;
import io.legate.jose.JoseKeys;
import io.legate.jose.LocalSigner;
import io.legate.json.Jcs;
import io.legate.policy.Conditions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RegistrationsTest {

  private static final VerificationKey KEY = newKey();
  private static final VerificationKey OTHER_KEY = newKey();

  private static final String PERMISSION =
      "{type: agent_action, actions: [erp.read], locations: ['https://erp.example'],"
          + " resources: ['invoice://acme/*']}";

  @Test
  void clientsAreFoundByIdAudienceAndKey() throws Exception {
    var clients =
        read(agent("agent:a", KEY, "")
                + "- {client_id: rs:erp, kind: resource_server, audience: 'https://erp.example',"
                + " base_uris: ['https://erp.example/'], jwks: "
                + jwks(OTHER_KEY)
                + "}\n")
            .clients();
    var agent = clients.find(new ClientId("agent:a"));
    var server = clients.byAudience("https://erp.example");
    assertThat(agent).isNotNull().isEqualTo(clients.byKey(KEY.thumbprint()));
    assertThat(server).isNotNull().isEqualTo(clients.byKey(OTHER_KEY.thumbprint()));
    assertThat(clients.all()).containsExactly(agent, server);
    assertThat(clients.find(new ClientId("agent:b"))).isNull();
    assertThat(clients.byAudience("agent:a")).isNull();
  }

  @Test
  void entitlementsAreThePolicy() throws Exception {
    var policy =
        read(agent("agent:a", KEY, ", scopes: [task.open], entitlements: [" + PERMISSION + "]"))
            .policy()
            .policy();
    var agent = new ClientId("agent:a");
    assertThat(policy.mayAct(agent).boundary().permissions()).hasSize(1);
    assertThat(policy.mayDelegate(agent).boundary()).isEqualTo(policy.mayAct(agent).boundary());
    assertThat(policy.mayOpen(agent)).isTrue();
    assertThat(policy.selfSubject(agent)).isFalse();
    assertThat(policy.mayAct(new ClientId("agent:b")).boundary().permissions()).isEmpty();
  }

  @Test
  void withoutTheScopeNobodyOpensTasks() throws Exception {
    var policy =
        read(agent("agent:a", KEY, ", scopes: [task], self_subject: true")).policy().policy();
    assertThat(policy.mayOpen(new ClientId("agent:a"))).isFalse();
    assertThat(policy.selfSubject(new ClientId("agent:a"))).isTrue();
  }

  @Test
  void whatMayBePassedOnIsSaidSeparately() throws Exception {
    var policy =
        read(agent("agent:a", KEY, ", entitlements: [], delegable: [" + PERMISSION + "]"))
            .policy()
            .policy();
    assertThat(policy.mayAct(new ClientId("agent:a")).boundary().permissions()).isEmpty();
    assertThat(policy.mayDelegate(new ClientId("agent:a")).boundary().permissions()).hasSize(1);
  }

  @Test
  void pairsAreDirected() throws Exception {
    var policy =
        Registrations.of(
                ConfigReader.parse(
                    "clients:\n"
                        + agent("agent:a", KEY, "")
                        + agent("agent:b", OTHER_KEY, "")
                        + "pairs: {push: [[agent:a, agent:b]], addressed: [[agent:b, agent:a]]}",
                    Path.of("/srv")),
                new JoseKeys(16),
                Conditions.NONE,
                java.time.InstantSource.system())
            .policy()
            .policy();
    var a = new ClientId("agent:a");
    var b = new ClientId("agent:b");
    assertThat(policy.mayPush(a, b)).isTrue();
    assertThat(policy.mayPush(b, a)).isFalse();
    assertThat(policy.mayAddress(b, a)).isTrue();
    assertThat(policy.mayAddress(a, b)).isFalse();
  }

  @Test
  void clientsShareNoKey() {
    assertThat(problems(agent("agent:a", KEY, "") + agent("agent:b", KEY, "")))
        .hasMessage(
            "line 3: client `agent:b`: has the key `%s` of client `agent:a`",
            KEY.thumbprint().value());
  }

  @Test
  void clientAndIdentityProviderShareNoKey() {
    String provider =
        "identity_providers: [{alias: corp, issuer: i, audience: b, jwks: "
            + jwks(KEY).replace("{\"crv\"", "{\"kid\":\"k\",\"crv\"")
            + "}]";
    assertThat(problems(agent("agent:a", KEY, "") + provider))
        .hasMessageContaining("identity provider `corp`: has the key");
  }

  @Test
  void keyThatCannotBeUsedIsRefused() {
    String offCurve = jwks(KEY).replaceFirst("\"x\":\"...", "\"x\":\"AAA");
    assertThat(problems(agent("agent:a", offCurve, "")))
        .hasMessage(
            "line 2: client `agent:a`: a key cannot be used: key is not a point of its curve");
    String leaked = jwks(KEY).replace("\"crv\"", "\"d\":\"AAAA\",\"crv\"");
    assertThat(problems(agent("agent:a", leaked, "")))
        .hasMessageEndingWith("a key cannot be used: key has private members");
  }

  @Test
  void providerWithoutANamedKeyIsRefused() {
    String provider =
        "identity_providers: [{alias: corp, issuer: i, audience: b, jwks: " + jwks(KEY) + "}]";
    assertThat(problems(agent("agent:a", OTHER_KEY, "") + provider))
        .hasMessageContaining("none of its keys has a `kid` and can be used");
  }

  @Test
  void entitlementThatIsNoPermissionIsRefusedWithItsPlace() {
    String wider = PERMISSION.replace("actions:", "anything: goes, actions:");
    assertThat(problems(agent("agent:a", KEY, ", entitlements: [" + wider + "]")))
        .hasMessageStartingWith("line 2: client `agent:a`: entitlements/0/anything ");
  }

  private static Registrations read(String clients) throws Exception {
    return Registrations.of(
        ConfigReader.parse("clients:\n" + clients, Path.of("/srv")),
        new JoseKeys(16),
        Conditions.NONE,
        java.time.InstantSource.system());
  }

  private static InvalidConfigException problems(String clients) {
    return catchThrowableOfType(InvalidConfigException.class, () -> read(clients));
  }

  private static String agent(String id, VerificationKey key, String more) {
    return agent(id, jwks(key), more);
  }

  private static String agent(String id, String jwks, String more) {
    return "- {client_id: '" + id + "', kind: agent, jwks: " + jwks + more + "}\n";
  }

  private static String jwks(VerificationKey key) {
    return "{keys: [" + Jcs.text(key.jwk()) + "]}";
  }

  private static VerificationKey newKey() {
    return LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.fallback()).publicKey();
  }
}
