package io.legate.client.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.AbstractRequest;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.token.TypelessAccessToken;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The Nimbus SDK's own HTTP client, which trusts the broker's certificate authority.
///
/// @param metadata as the broker publishes it (RFC 8414)
record NimbusHttp(SSLContext ssl, AuthorizationServerMetadata metadata) {

  static NimbusHttp to(Stage stage) throws Exception {
    var ssl = trusting(stage);
    URI wellKnown = URI.create(stage.issuer() + "/.well-known/oauth-authorization-server");
    var request = new HTTPRequest(HTTPRequest.Method.GET, wellKnown);
    request.setSSLSocketFactory(ssl.getSocketFactory());
    var metadata = AuthorizationServerMetadata.parse(request.send().getBody());
    return new NimbusHttp(ssl, metadata);
  }

  private static SSLContext trusting(Stage stage) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(stage.ca())) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /// Returns an API token (`client_credentials`).
  AccessToken apiToken(NimbusParty party) throws Exception {
    TokenResponse response = token(party, new ClientCredentialsGrant());
    assertThat(response.indicatesSuccess()).isTrue();
    return response.toSuccessResponse().getTokens().getDPoPAccessToken();
  }

  /// Asks the token endpoint, with a proof.
  TokenResponse token(NimbusParty party, AuthorizationGrant asked) throws Exception {
    URI endpoint = metadata.getTokenEndpointURI();
    var request = new TokenRequest.Builder(endpoint, party.authentication(), asked).build();
    return TokenResponse.parse(send(request, party, null));
  }

  /// Exchanges a statement (RFC 8693), and returns the token.
  ///
  /// @param audience empty for the broker itself
  String exchanged(NimbusParty party, String statement, String audience) throws Exception {
    TokenResponse response = exchange(party, statement, audience);
    assertThat(response.indicatesSuccess())
        .as(String.valueOf(response.toHTTPResponse().getBody()))
        .isTrue();
    return response.toSuccessResponse().getTokens().getDPoPAccessToken().getValue();
  }

  TokenResponse exchange(NimbusParty party, String statement, String audience) throws Exception {
    var asked =
        new TokenExchangeGrant(
            new TypelessAccessToken(statement),
            TokenTypeURI.JWT,
            null,
            null,
            TokenTypeURI.ACCESS_TOKEN,
            audience.isEmpty() ? null : new Audience(audience).toSingleAudienceList());
    return token(party, asked);
  }

  /// Sends a request with a proof, once more with the nonce that is asked for.
  ///
  /// @param token that the request authenticates by, null for none
  HTTPResponse send(AbstractRequest request, NimbusParty party, @Nullable AccessToken token)
      throws Exception {
    var response = send(request, party, token, null);
    boolean asked = String.valueOf(response.getBody()).contains("use_dpop_nonce");
    return asked ? send(request, party, token, response.getDPoPNonce().getValue()) : response;
  }

  HTTPResponse send(
      AbstractRequest request,
      NimbusParty party,
      @Nullable AccessToken token,
      @Nullable String nonce)
      throws Exception {
    HTTPRequest http = request.toHTTPRequest();
    http.setSSLSocketFactory(ssl.getSocketFactory());
    http.setDPoP(party.proof(request.getEndpointURI(), token, nonce));
    return http.send();
  }

  /// Sends a request as it is, without a proof.
  HTTPResponse bare(AbstractRequest request) throws Exception {
    HTTPRequest http = request.toHTTPRequest();
    http.setSSLSocketFactory(ssl.getSocketFactory());
    return http.send();
  }
}
