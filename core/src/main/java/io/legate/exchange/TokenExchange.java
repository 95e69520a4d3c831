package io.legate.exchange;

import io.legate.boundary.BoundaryLimits;
import io.legate.caller.Caller;
import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.crypto.Typ;
import io.legate.identity.ClientKind;
import io.legate.issue.IssuedInstance;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.token.ExpectedAudience;
import io.legate.token.TokenException;
import io.legate.token.TokenVerifier;
import io.legate.token.VerifiedInstance;
import java.time.Clock;

/// Exchanges a consent or an instance for an instance (RFC 8693).
///
/// The branch follows from the verified subject token and from who presents it: never from which
/// parameters are there, because leaving one out must not change what a token means.
public final class TokenExchange {

  private final StatementExchange statements;
  private final InstanceExchange instances;
  private final TokenVerifier tokens;
  private final BoundaryLimits limits;
  private final CompactJws.Form form;
  private final Clock clock;

  /// @param form of statements and instances
  public TokenExchange(
      StatementExchange statements,
      InstanceExchange instances,
      TokenVerifier tokens,
      BoundaryLimits limits,
      CompactJws.Form form,
      Clock clock) {
    this.statements = statements;
    this.instances = instances;
    this.tokens = tokens;
    this.limits = limits;
    this.form = form;
    this.clock = clock;
  }

  /// Exchanges.
  ///
  /// @param caller authenticated by a client assertion, with a proof by the key that the result
  ///   will be bound to; for a push, by the delegator's
  /// @throws RefusedException with RFC 8693's codes
  public IssuedInstance exchange(Caller caller, ExchangeRequest request) throws RefusedException {
    caller.require(ClientKind.AGENT);
    requireTypes(request);
    CompactJws jws = parse(request.subjectToken());
    var exchanging = Exchanging.of(caller, request, limits);
    if (Typ.DELEGATION.isOf(jws)) {
      requireType(request, ExchangeRequest.JWT);
      requireNoActor(request, "a statement is the delegator's consent by itself");
      return statements.exchange(exchanging, jws);
    }
    if (Typ.ACCESS_TOKEN.isOf(jws)) {
      requireType(request, ExchangeRequest.ACCESS_TOKEN);
      return byInstance(exchanging, instance(request.subjectToken()));
    }
    throw new RefusedException(
        Code.INVALID_REQUEST, "`subject_token` is neither a statement nor a token instance");
  }

  private IssuedInstance byInstance(Exchanging exchanging, VerifiedInstance instance)
      throws RefusedException {
    if (exchanging.isHolderOf(instance)) {
      return exchanging.request().actorToken() == null
          ? instances.renew(exchanging, instance)
          : instances.push(exchanging, instance);
    }
    if (instance.claims().audience().equals(exchanging.caller().id().value())) {
      requireNoActor(exchanging.request(), "an addressed instance is consent by itself");
      return instances.redeemAddressed(exchanging, instance);
    }
    throw new RefusedException(
        Code.INVALID_REQUEST, "`subject_token` is neither the caller's own nor addressed to it");
  }

  private VerifiedInstance instance(String text) throws RefusedException {
    try {
      return tokens.verifyInstance(text, new ExpectedAudience.DecidedByCaller(), clock.instant());
    } catch (TokenException e) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject_token` is not acceptable: " + e.getMessage());
    }
  }

  private CompactJws parse(String text) throws RefusedException {
    try {
      return CompactJws.parse(text, form);
    } catch (MalformedTokenException e) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject_token` is not a well-formed signed token");
    }
  }

  private static void requireTypes(ExchangeRequest request) throws RefusedException {
    String requested = request.requestedTokenType();
    if (requested != null && !requested.equals(ExchangeRequest.ACCESS_TOKEN)) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`requested_token_type` can only be an access token");
    }
    if ((request.actorToken() == null) != (request.actorTokenType() == null)) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`actor_token` and `actor_token_type` come together or not at all");
    }
    String actorType = request.actorTokenType();
    if (actorType != null && !actorType.equals(ExchangeRequest.ACCESS_TOKEN)) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`actor_token_type` must be an access token's");
    }
  }

  private static void requireType(ExchangeRequest request, String type) throws RefusedException {
    if (!request.subjectTokenType().equals(type)) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject_token_type` is not the type of `subject_token`");
    }
  }

  private static void requireNoActor(ExchangeRequest request, String why) throws RefusedException {
    if (request.actorToken() != null) {
      throw new RefusedException(Code.INVALID_REQUEST, "`actor_token` has no place here: " + why);
    }
  }
}
