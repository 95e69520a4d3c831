package io.legate.client.agent;

import io.legate.chain.ActChain;
import io.legate.chain.Actor;
import io.legate.chain.MalformedChainException;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.client.broker.Renewal;
import io.legate.crypto.CompactJws;
import io.legate.crypto.CompactJws.Form;
import io.legate.crypto.MalformedTokenException;
import io.legate.json.Json.Obj;
import io.legate.v1.IssuedToken;
import java.time.Instant;
import java.util.List;

/// A token instance as it came from the broker, with what its holder reads in it.
///
/// Its signature is not checked: it came from the broker itself, and is for others to verify.
record HopToken(CompactJws jws, Instant renewAt, Instant expiresAt) {

  /// Reads an answer to a question that was asked at `askedAt`.
  static HopToken of(IssuedToken issued, Instant askedAt) throws BrokerException {
    var expiresAt = askedAt.plusSeconds(Math.max(0, issued.getExpiresInSeconds()));
    try {
      return new HopToken(
          CompactJws.parse(issued.getAccessToken(), Form.TOKEN),
          Renewal.at(askedAt, expiresAt),
          expiresAt);
    } catch (MalformedTokenException e) {
      throw malformed(e);
    }
  }

  String text() {
    return jws.text();
  }

  /// What a child names as its parent.
  String hash() {
    return jws.signingInputHash();
  }

  String audience() {
    return member(jws.payload(), "aud");
  }

  String subject() {
    return member(jws.payload(), "sub");
  }

  String purpose() {
    return jws.payload().get("task") instanceof Obj task ? member(task, "purpose") : "";
  }

  /// The chain, current actor first.
  List<String> actors() throws BrokerException {
    var act = jws.payload().get("act");
    if (act == null) {
      return List.of();
    }
    try {
      return ActChain.parse(act).actors().reversed().stream().map(Actor::sub).toList();
    } catch (MalformedChainException e) {
      throw malformed(e);
    }
  }

  private static String member(Obj object, String name) {
    String value = object.string(name);
    return value == null ? "" : value;
  }

  static BrokerException malformed(Exception cause) {
    return new BrokerException(
        Code.INTERNAL, "unspecified", "the broker's token is malformed", cause);
  }

  /// Never the token: it is a credential.
  @Override
  public String toString() {
    return "HopToken[" + audience() + ", expiresAt=" + expiresAt + "]";
  }
}
