package io.legate.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.demo.catalogue.Party;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
  void saysNothingOfWhatAnybodyMayDo() {
    assertThat(text()).contains("policy: policy").doesNotContain("entitlements");
  }

  private static String text() {
    Map<Party, Signer> keys = new EnumMap<>(Party.class);
    Map<Party, String> addresses = new EnumMap<>(Party.class);
    var providers = CryptoProviders.install();
    for (Party party : Party.values()) {
      keys.put(party, LocalSigner.generate(SignatureAlgorithm.ES256, providers));
      addresses.put(party, "https://" + party.word() + ".test/");
    }
    var operator = LocalSigner.generate(SignatureAlgorithm.ES256, providers);
    return BrokerConfiguration.text(keys, addresses, operator, new IdentityProvider(), "policy");
  }
}
