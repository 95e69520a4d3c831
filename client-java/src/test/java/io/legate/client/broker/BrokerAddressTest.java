package io.legate.client.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.legate.client.broker.BrokerAddress.Place;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {

  private static BrokerAddress address(String issuer) {
    return new BrokerAddress(URI.create(issuer), Path.of("ca.pem"));
  }

  @Test
  void aProofNamesTheIssuerAndThePath() {
    assertThat(address("https://broker.example").uri("/legate.v1.TokenService/Exchange"))
        .isEqualTo("https://broker.example/legate.v1.TokenService/Exchange");
    assertThat(address("https://127.0.0.1:8443").uri("/oauth2/token"))
        .isEqualTo("https://127.0.0.1:8443/oauth2/token");
  }

  @Test
  void theDefaultPortIsLeftOut() {
    assertThat(address("https://broker.example").places())
        .containsExactly(new Place("broker.example", 443));
    assertThat(address("https://[::1]:8443").places()).containsExactly(new Place("::1", 8_443));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://broker.example",
        "https://broker.example/",
        "https://broker.example/path",
        "https://broker.example?q",
        "https://broker.example#f",
        "https://user@broker.example",
        "https://broker.example:443",
        "https://Broker.example",
        "broker.example"
      })
  void anIssuerHasOneSpelling(String issuer) {
    assertThatIllegalArgumentException().isThrownBy(() -> address(issuer));
  }
}
