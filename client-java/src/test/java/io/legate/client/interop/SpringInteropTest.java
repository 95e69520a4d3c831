package io.legate.client.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import io.legate.client.live.Company;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.web.client.RestTemplate;

/// Spring Security, unmodified, as a DPoP resource server: it finds the broker by its issuer, and
/// takes token and proof as RFC 9068 and RFC 9449 have them.
class SpringInteropTest {

  private static final URI PAY = URI.create(Company.AUDIENCE + "/payments");

  private Stage stage;
  private NimbusParty first;
  private NimbusParty second;
  private DPoPAuthenticationProvider spring;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    stage = Stage.open(folder);
    first = NimbusParty.of(stage, stage.company().first());
    second = NimbusParty.of(stage, stage.company().second());
    var client = HttpClient.newBuilder().sslContext(NimbusHttp.to(stage).ssl()).build();
    var rest = new RestTemplate(new JdkClientHttpRequestFactory(client));
    var decoder =
        NimbusJwtDecoder.withIssuerLocation(stage.issuer())
            .restOperations(rest)
            .validateType(false)
            .build();
    decoder.setJwtValidator(
        JwtValidators.createAtJwtValidator()
            .issuer(stage.issuer())
            .audience(Company.AUDIENCE)
            .clientId(first.id())
            .build());
    spring =
        new DPoPAuthenticationProvider(new ProviderManager(new JwtAuthenticationProvider(decoder)));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void springTakesAHopsTokenWithItsHoldersProof() throws Exception {
    String token = hop();
    Authentication known = authenticate(token, first, PAY, token);
    assertThat(known.isAuthenticated()).isTrue();
    var jwt = Objects.requireNonNull((Jwt) known.getPrincipal());
    assertThat(jwt.getSubject()).isEqualTo(stage.subject());
    assertThat(jwt.getClaimAsString("txn")).isEqualTo(stage.root().taskId().toString());
    assertThat(jwt.getClaimAsMap("act")).containsEntry("sub", first.id());
  }

  @Test
  void springRefusesWhatIsNotTheHolders() throws Exception {
    String token = hop();
    assertRefused(token, second, PAY, token);
    assertRefused(token, first, URI.create(Company.AUDIENCE + "/other"), token);
    assertRefused(token, first, PAY, "another token");
    assertRefused(token.substring(0, token.length() - 4) + "AAAA", first, PAY, token);
  }

  private void assertRefused(String token, NimbusParty prover, URI proven, String hashed) {
    assertThatThrownBy(() -> authenticate(token, prover, proven, hashed))
        .isInstanceOf(AuthenticationException.class);
  }

  private Authentication authenticate(String token, NimbusParty prover, URI proven, String hashed)
      throws Exception {
    AccessToken of = new DPoPAccessToken(hashed);
    String proof = prover.proof(proven, of, null).serialize();
    return spring.authenticate(new DPoPAuthenticationToken(token, proof, "POST", PAY.toString()));
  }

  private String hop() throws Exception {
    var http = NimbusHttp.to(stage);
    var orchestrator = NimbusParty.of(stage, stage.company().orchestrator());
    String root = stage.root().instanceFor(stage.issuer()).token();
    String statement = orchestrator.statement(first, stage, root, Stage.boundary("400.00", 0));
    return http.exchanged(first, statement, Company.AUDIENCE);
  }
}
