package io.legate.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.crypto.Base64Url;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTest {

  @Test
  void anAssertionNamesItsIssuer() {
    String assertion = jwt("{\"iss\" : \"agent:a\",\"sub\":\"agent:b\"}");
    assertThat(new Claim("", List.of(), assertion).client()).isEqualTo("agent:a");
    String form = "grant_type=x&client_assertion=" + assertion + "&scope=y";
    assertThat(ofForm(form).client()).isEqualTo("agent:a");
    assertThat(ofForm("client_assertion=" + assertion).client()).isEqualTo("agent:a");
    assertThat(ofForm("not_client_assertion=" + assertion).client()).isNull();
  }

  @Test
  void aTokenNamesItsClient() {
    String token = "DPoP " + jwt("{\"client_id\":\"agent:a\",\"iss\":\"https://broker.test\"}");
    assertThat(new Claim("", List.of(token), null).client()).isEqualTo("agent:a");
    assertThat(new Claim("", List.of(token, token), null).client()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "a.=.c", "a.e30.c", "a.Ilx1.c", "a.ImlzcyI6Ig.c"})
  void whatNamesNobodyIsNobodys(String text) {
    assertThat(new Claim("", List.of("DPoP " + text), null).client()).isNull();
    assertThat(new Claim("", List.of(), text).client()).isNull();
  }

  private static Claim ofForm(String form) {
    return Claim.ofForm("", List.of(), form.getBytes(UTF_8));
  }

  private static String jwt(String payload) {
    return "e30." + Base64Url.encode(payload.getBytes(UTF_8)) + ".c2ln";
  }
}
