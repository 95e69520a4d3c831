package io.legate.token;

import io.legate.chain.ActChain;
import io.legate.chain.Actor;
import io.legate.crypto.Sha256;
import io.legate.crypto.Signer;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.Typ;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Claims of tokens for tests, all of them valid at [#NOW].
public final class Tokens {

  /// When everything here is valid.
  public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  /// The broker.
  public static final String ISSUER = "https://broker.example";

  /// A resource server.
  public static final String ERP = "https://erp.example";

  /// The agent that holds what is here.
  public static final ClientId AGENT = new ClientId("agent:action");

  private static final TaskId TASK = TaskId.at(NOW);
  private static final HopId HOP = HopId.at(NOW);

  private Tokens() {}

  /// Returns the claims of an API token.
  public static ApiTokenClaims apiToken(Thumbprint holder) {
    return new ApiTokenClaims(
        ISSUER, AGENT, Set.of("task"), NOW, NOW, NOW.plusSeconds(300), "api-1", holder);
  }

  /// Returns the claims of an instance of a hop at depth 2.
  public static InstanceClaims instance(Thumbprint holder) {
    return instance(holder, ERP);
  }

  /// Returns the same for another audience.
  public static InstanceClaims instance(Thumbprint holder, String audience) {
    return new InstanceClaims(
        ISSUER,
        "user:corp:alice",
        audience,
        AGENT,
        NOW,
        NOW,
        NOW.plusSeconds(300),
        "instance-1",
        chain(),
        holder,
        new InstanceClaims.Task(TASK, ISSUER, "pay", commitment("root"), NOW.plusSeconds(3600)),
        new Arr(List.of(Obj.with("type", "agent_action").build())),
        "pay",
        HOP,
        4,
        Sha256.base64Url("parent"),
        commitment("policy"),
        new InstanceClaims.Status(7, ISSUER + "/status/1"));
  }

  /// Returns a chain of three.
  public static ActChain chain() {
    return ActChain.root(new Actor(ISSUER, "orchestrator", "ai_agent"))
        .then(new Actor(ISSUER, "agent:analysis", "ai_agent"))
        .then(new Actor(ISSUER, AGENT.value(), "ai_agent"));
  }

  /// Returns an access token with these claims, as the broker signs it.
  public static String signed(Obj claims, Signer broker) {
    return SigningInput.of(broker.publicKey(), Typ.ACCESS_TOKEN, claims).signedBy(broker);
  }

  /// Returns the keys that trust this signer alone.
  public static SigningKeys trusting(Signer signer) {
    return SigningKeys.of(Map.of(signer.publicKey().thumbprint().value(), signer.publicKey()));
  }

  /// Returns the object with one member changed, added, or with null removed.
  public static Obj changed(Obj object, String name, @Nullable Json value) {
    var members = new LinkedHashMap<>(object.members());
    if (value == null) {
      members.remove(name);
    } else {
      members.put(name, value);
    }
    return new Obj(members);
  }

  private static String commitment(String of) {
    return "sha-256:" + Sha256.base64Url(of);
  }
}
