package io.legate.grpc;

import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.json.Jcs;
import io.legate.v1.IssuedToken;
import java.time.Duration;
import java.time.Instant;

/// Tokens as messages carry them.
final class TokenMessages {

  private TokenMessages() {}

  static IssuedToken issued(IssuedInstance instance, Instant now) {
    return IssuedToken.newBuilder()
        .setAccessToken(instance.token())
        .setTokenType("DPoP")
        .setIssuedTokenType(ExchangeRequest.ACCESS_TOKEN)
        .setExpiresInSeconds(Math.max(0, Duration.between(now, instance.expiresAt()).toSeconds()))
        .setScope(instance.scope())
        .setAuthorizationDetails(Jcs.text(instance.authorizationDetails()))
        .setTaskId(instance.task().toString())
        .setHopId(instance.hop().toString())
        .setHopExpiresAt(Times.timestamp(instance.hopEndsAt()))
        .setDepth(instance.depth())
        .addAllCut(instance.cut())
        .build();
  }
}
