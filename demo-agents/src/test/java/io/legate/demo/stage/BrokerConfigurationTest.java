package io.legate.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.Attenuation;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Permission;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.demo.agent.JobBoundary;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.InputFolder;
import io.legate.demo.message.Fields;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerConfigurationTest {

  @Test
  void namesEveryPartyAndNoPrivateKey() throws Exception {
    String text = text();
    for (Party party : Party.values()) {
      assertThat(text).contains("\"client_id\":\"" + party.clientId() + "\"");
    }
    assertThat(text).contains("https://erp.test/").doesNotContain("\"d\":");
  }

  @Test
  void orchestratorMayPassOnWhatTheJobNeedsAndNoneOfItItself(@TempDir Path root) throws Exception {
    var folder = InputFolder.unpack(root);
    var job = JobBoundary.of(folder.orders().values(), folder.vendors(), 10);
    var orchestrator = Objects.requireNonNull(clients(text()).get("agent:orchestrator"));
    Boundary acts = boundary(orchestrator.items("entitlements"));
    Boundary delegates = boundary(orchestrator.items("delegable"));
    for (Permission wanted : Boundary.parse(job, BoundaryLimits.DEFAULT).permissions()) {
      var bare = new Boundary(List.of(wanted.withDelegation(null)));
      boolean isOwn = Attenuation.violations(acts, bare).isEmpty();
      boolean isToPassOn = Attenuation.violations(delegates, bare).isEmpty();
      assertThat(isOwn).as(wanted.toString()).isNotEqualTo(isToPassOn);
    }
  }

  @Test
  void onlyActionMayPay() throws Exception {
    clients(text())
        .forEach(
            (id, client) -> {
              var entitlements = client.object().get("entitlements");
              boolean pays = String.valueOf(entitlements).contains("payments.create");
              assertThat(pays).as(id).isEqualTo(id.equals("agent:action"));
            });
  }

  private static Boundary boundary(List<Json> permissions) throws Exception {
    return Boundary.parse(new Json.Arr(permissions), BoundaryLimits.DEFAULT);
  }

  /// Each client's line of the file is JSON, which is YAML as well.
  private static Map<String, Fields> clients(String text) throws Exception {
    var clients = new HashMap<String, Fields>();
    for (String line : text.lines().filter(each -> each.contains("client_id")).toList()) {
      Fields client = Fields.read(line.substring(line.indexOf('{')));
      clients.put(client.string("client_id"), client);
    }
    return clients;
  }

  private static String text() {
    Map<Party, Signer> keys = new EnumMap<>(Party.class);
    Map<Party, String> addresses = new EnumMap<>(Party.class);
    var providers = CryptoProviders.install();
    for (Party party : Party.values()) {
      keys.put(party, LocalSigner.generate(SignatureAlgorithm.ES256, providers));
      addresses.put(party, "https://" + party.word() + ".test/");
    }
    return BrokerConfiguration.text(keys, addresses, new IdentityProvider());
  }
}
