package io.legate.client.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPIssuer;
import com.nimbusds.oauth2.sdk.dpop.verifiers.DPoPProtectedResourceRequestVerifier;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import io.legate.client.live.Company;
import io.legate.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Nimbus OAuth 2.0 SDK, unmodified, does the whole flow over HTTP.
class NimbusInteropTest {

  private Stage stage;
  private NimbusHttp http;
  private NimbusParty orchestrator;
  private NimbusParty first;
  private NimbusParty second;
  private NimbusParty server;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    stage = Stage.open(folder);
    http = NimbusHttp.to(stage);
    var company = stage.company();
    orchestrator = NimbusParty.of(stage, company.orchestrator());
    first = NimbusParty.of(stage, company.first());
    second = NimbusParty.of(stage, company.second());
    server = NimbusParty.of(stage, company.resourceServer());
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void theMetadataIsWhatTheLibraryNeeds() {
    var metadata = http.metadata();
    assertThat(metadata.getIssuer().getValue()).isEqualTo(stage.issuer());
    assertThat(metadata.getTokenEndpointJWSAlgs()).contains(JWSAlgorithm.ES256);
    assertThat(metadata.getDPoPJWSAlgs()).contains(JWSAlgorithm.ES256);
    assertThat(metadata.getIntrospectionEndpointURI()).isNotNull();
    assertThat(metadata.getRevocationEndpointURI()).isNotNull();
  }

  @Test
  void theNimbusSdkDoesTheWholeFlow() throws Exception {
    String root = stage.root().instanceFor(stage.issuer()).token();
    String whole =
        http.exchanged(
            first, orchestrator.statement(first, stage, root, boundary("400.00", 2)), "");
    String statement = first.statement(second, stage, whole, boundary("300.00", 0));
    String below = http.exchanged(second, statement, Company.AUDIENCE);

    assertVerifiedOffline(below);
    AccessToken api = http.apiToken(server);
    assertThat(introspectedBare(server, below).isActive()).isTrue();
    var told = introspectedByToken(api, below);
    assertThat(told.isActive()).isTrue();
    assertThat(told.getClientID()).isEqualTo(new ClientID(second.id()));
    assertThat(told.getJWKThumbprintConfirmation())
        .isEqualTo(new JWKThumbprintConfirmation(second.key().computeThumbprint()));
    assertThat(introspectedBare(first, below).isActive()).as("to another client").isFalse();

    String wider = first.statement(second, stage, whole, boundary("450.00", 0));
    TokenResponse refused = http.exchange(second, wider, "");
    assertThat(refused.toErrorResponse().getErrorObject().getCode())
        .isEqualTo("invalid_authorization_details");

    var revocation =
        new TokenRevocationRequest(
            http.metadata().getRevocationEndpointURI(),
            first.authentication(),
            new DPoPAccessToken(whole));
    assertThat(http.bare(revocation).getStatusCode()).isEqualTo(200);
    assertThat(introspectedBare(server, below).isActive())
        .as("with a hop ends what is below it")
        .isFalse();
  }

  private static Json.Arr boundary(String max, int below) {
    return Stage.boundary(max, below);
  }

  /// RFC 9068 and RFC 9449 section 7.1, with the library's own verifiers and the key set alone.
  private void assertVerifiedOffline(String token) throws Exception {
    var request = new HTTPRequest(HTTPRequest.Method.GET, http.metadata().getJWKSetURI());
    request.setSSLSocketFactory(http.ssl().getSocketFactory());
    var keys = new ImmutableJWKSet<SecurityContext>(JWKSet.parse(request.send().getBody()));
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            Company.AUDIENCE,
            new JWTClaimsSet.Builder().issuer(stage.issuer()).build(),
            Set.of("sub", "act", "cnf", "txn", "exp")));
    JWTClaimsSet claims = processor.process(token, null);
    assertThat(actors(claims.getJSONObjectClaim("act")))
        .containsExactly(second.id(), first.id(), orchestrator.id());

    URI uri = URI.create(Company.AUDIENCE + "/payments");
    var access = new DPoPAccessToken(token);
    var verifier =
        new DPoPProtectedResourceRequestVerifier(Set.of(JWSAlgorithm.ES256), 10, 60, null);
    verifier.verify(
        "POST",
        uri,
        new DPoPIssuer(new ClientID(second.id())),
        second.proof(uri, access, null),
        access,
        JWKThumbprintConfirmation.parse(claims),
        null);
  }

  @SuppressWarnings("unchecked")
  private static List<String> actors(Map<String, Object> act) {
    var actors = new java.util.ArrayList<String>();
    for (Object each = act; each instanceof Map<?, ?> map; each = map.get("act")) {
      actors.add((String) map.get("sub"));
    }
    return actors;
  }

  /// As the SDK sends it: by an assertion and nothing else.
  private TokenIntrospectionSuccessResponse introspectedBare(NimbusParty party, String token)
      throws Exception {
    var request =
        new TokenIntrospectionRequest(
            http.metadata().getIntrospectionEndpointURI(),
            party.authentication(),
            new DPoPAccessToken(token));
    return TokenIntrospectionResponse.parse(http.bare(request)).toSuccessResponse();
  }

  private TokenIntrospectionSuccessResponse introspectedByToken(AccessToken api, String token)
      throws Exception {
    var request =
        new TokenIntrospectionRequest(
            http.metadata().getIntrospectionEndpointURI(), api, new DPoPAccessToken(token));
    var first = http.send(request, server, api, null);
    assertThat(first.getStatusCode()).as("without a nonce").isEqualTo(401);
    assertThat(first.getDPoPNonce()).isNotNull();
    var second = http.send(request, server, api, first.getDPoPNonce().getValue());
    return TokenIntrospectionResponse.parse(second).toSuccessResponse();
  }
}
