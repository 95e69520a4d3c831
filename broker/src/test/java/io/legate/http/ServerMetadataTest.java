package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import org.junit.jupiter.api.Test;

class ServerMetadataTest {

  private static final Json.Obj METADATA = ServerMetadata.of("https://broker.example");

  @Test
  void whatTheStandardRequiresIsThere() {
    assertThat(METADATA.string("issuer")).isEqualTo("https://broker.example");
    assertThat(METADATA.get("response_types_supported"))
        .isEqualTo(Json.Arr.ofStrings(java.util.List.of()));
    assertThat(METADATA.string("token_endpoint")).isEqualTo("https://broker.example/oauth2/token");
  }

  @Test
  void introspectionIsAskedByAssertionOrByApiToken() {
    assertThat(METADATA.get("introspection_endpoint_auth_methods_supported"))
        .isEqualTo(Json.Arr.ofStrings(java.util.List.of("private_key_jwt", "DPoP")));
  }

  @Test
  void onlyWhatIsServedIsNamed() {
    assertThat(METADATA.members().keySet())
        .doesNotContain("authorization_endpoint", "registration_endpoint", "userinfo_endpoint");
    assertThat(METADATA.members().keySet().stream().filter(name -> name.endsWith("_endpoint")))
        .containsExactlyInAnyOrder(
            "token_endpoint", "introspection_endpoint", "revocation_endpoint");
  }
}
