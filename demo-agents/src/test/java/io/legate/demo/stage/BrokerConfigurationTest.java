package io.legate.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Person;
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
    for (Person person : Person.values()) {
      assertThat(text).contains("\"client_id\":\"" + person.clientId() + "\"");
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
    Map<Person, Signer> people = new EnumMap<>(Person.class);
    for (Person person : Person.values()) {
      people.put(person, LocalSigner.generate(SignatureAlgorithm.ES256, providers));
    }
    var operator = LocalSigner.generate(SignatureAlgorithm.ES256, providers);
    return BrokerConfiguration.text(
        keys, people, addresses, operator, new IdentityProvider(), "policy");
  }
}
