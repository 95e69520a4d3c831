package io.legate.client.interop;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.legate.client.live.Company.Party;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A client as the Nimbus libraries know it: its id and its key.
record NimbusParty(String id, ECKey key, String issuer) {

  static NimbusParty of(Stage stage, Party party) throws Exception {
    Json.Obj jwk = stage.company().privateJwk(party);
    return new NimbusParty(party.id().value(), ECKey.parse(Jcs.text(jwk)), stage.issuer());
  }

  /// RFC 7523 with RFC 10070: typed, and with the issuer as its sole audience.
  ClientAuthentication authentication() throws Exception {
    Instant now = Instant.now();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(id)
            .subject(id)
            .audience(issuer)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(50)))
            .build();
    return new PrivateKeyJWT(signed("client-authentication+jwt", claims));
  }

  /// RFC 9449 section 4.2.
  SignedJWT proof(URI uri, @Nullable AccessToken token, @Nullable String nonce)
      throws JOSEException {
    var factory = new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);
    Nonce given = nonce == null ? null : new Nonce(nonce);
    return token == null
        ? factory.createDPoPJWT("POST", uri, given)
        : factory.createDPoPJWT("POST", uri, token, given);
  }

  /// Consent to one hop of another client's.
  ///
  /// @param parent one of this client's own token instances
  String statement(NimbusParty delegate, Stage stage, String parent, Json.Arr boundary)
      throws Exception {
    Instant now = Instant.now();
    Object details =
        com.nimbusds.jose.util.JSONObjectUtils.parse("{\"boundary\":" + Jcs.text(boundary) + "}")
            .get("boundary");
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(id)
            .subject(delegate.id)
            .audience(issuer)
            .claim("txn", stage.root().taskId().toString())
            .claim("par_hash", signingInputHash(parent))
            .claim("cnf", Map.of("jkt", delegate.key.computeThumbprint().toString()))
            .claim("authorization_details", details)
            .claim("hop_exp", stage.root().expiresAt().getEpochSecond())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(Duration.ofMinutes(1))))
            .jwtID(UUID.randomUUID().toString())
            .build();
    return signed("delegation+jwt", claims).serialize();
  }

  private static String signingInputHash(String token) throws Exception {
    byte[] input = SignedJWT.parse(token).getSigningInput();
    return com.nimbusds.jose.util.Base64URL.encode(
            java.security.MessageDigest.getInstance("SHA-256").digest(input))
        .toString();
  }

  private SignedJWT signed(String type, JWTClaimsSet claims) throws JOSEException {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType(type))
            .keyID(key.computeThumbprint().toString())
            .build();
    var jwt = new SignedJWT(header, claims);
    jwt.sign(new ECDSASigner(key));
    return jwt;
  }
}
