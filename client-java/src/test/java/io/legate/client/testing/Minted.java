package io.legate.client.testing;

import com.google.protobuf.Timestamp;
import io.legate.chain.ActChain;
import io.legate.chain.Actor;
import io.legate.client.resource.RevocationView;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.token.InstanceClaims;
import io.legate.v1.WatchRevocationsResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Token instances as a broker would issue them, signed with a key of the test's own.
public final class Minted {

  public static final CryptoProviders PROVIDERS = CryptoProviders.install();
  public static final String ISSUER = "https://127.0.0.1:8443";
  public static final String AUDIENCE = "https://erp.example";
  public static final TaskId TASK = TaskId.at(Instant.EPOCH);

  private static final String HASH = "sha-256:" + "A".repeat(43);

  private Minted() {}

  /// Returns a new key.
  public static LocalSigner key() {
    return LocalSigner.generate(SignatureAlgorithm.ES256, PROVIDERS);
  }

  /// Returns the claims of an instance at depth 1 that `holder` holds, good for five minutes.
  public static Map<String, Json> claims(VerificationKey holder, Instant now) {
    var opener = new Actor(ISSUER, "orchestrator", "ai_agent");
    var actor = new Actor(ISSUER, "agent:action", "ai_agent");
    var claims =
        new InstanceClaims(
            ISSUER,
            "user:corp:alice",
            AUDIENCE,
            new ClientId("agent:action"),
            now,
            now,
            now.plusSeconds(300),
            "token-1",
            ActChain.root(opener).then(actor),
            holder.thumbprint(),
            new InstanceClaims.Task(TASK, ISSUER, "pay invoices", HASH, now.plusSeconds(3600)),
            new Arr(List.of()),
            null,
            HopId.at(Instant.EPOCH),
            4,
            "A".repeat(43),
            HASH,
            null);
    return new LinkedHashMap<>(claims.toJson().members());
  }

  /// Returns a signed access token.
  public static String token(Signer broker, Map<String, Json> claims) {
    return SigningInput.of(broker.publicKey(), Typ.ACCESS_TOKEN, new Obj(claims)).signedBy(broker);
  }

  /// Returns a view that has heard a moment ago that nothing is revoked.
  public static RevocationView nothingRevoked(Instant now) {
    var view = new RevocationView();
    var asOf = Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano());
    view.accept(WatchRevocationsResponse.newBuilder().setAnew(true).setAsOf(asOf).build(), now);
    return view;
  }

  /// Returns the key set that a broker with this key publishes.
  public static Obj jwks(VerificationKey key) {
    var jwk = new LinkedHashMap<String, Json>(key.jwk().members());
    jwk.put("kid", new Json.Str(key.thumbprint().value()));
    return Obj.with("keys", new Arr(List.of(new Obj(jwk)))).build();
  }
}
