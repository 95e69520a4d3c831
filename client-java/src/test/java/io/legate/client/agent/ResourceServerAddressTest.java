package io.legate.client.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.legate.identity.ClientId;
import io.legate.json.Json.Arr;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceServerAddressTest {

  private static ResourceServerAddress address(String base) {
    return new ResourceServerAddress("https://erp.example", URI.create(base), Path.of("ca.pem"));
  }

  @Test
  void pathsLieBelowTheBase() {
    assertThat(address("https://127.0.0.1:9443/").resolve("/payments?x=1"))
        .hasToString("https://127.0.0.1:9443/payments?x=1");
    assertThat(address("https://127.0.0.1:9443/erp/").resolve("payments"))
        .hasToString("https://127.0.0.1:9443/erp/payments");
  }

  @Test
  void aTokenIsNeverSentInTheClear() {
    assertThatIllegalArgumentException().isThrownBy(() -> address("http://127.0.0.1:9080/"));
  }

  @Test
  void aStatementIsRedeemedWithinFiveMinutes() {
    var base = Delegation.to("agent:action", new Arr(List.of()), Instant.EPOCH);
    assertThat(base.redeemWithin()).isLessThan(Delegation.REDEEM_WITHIN_MAX);
    for (var within : List.of(Duration.ZERO, Duration.ofMinutes(5).plusNanos(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new Delegation(
                      new ClientId("a"), null, base.boundary(), Instant.EPOCH, null, within));
    }
  }
}
