package io.legate.open;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.caller.Caller;
import io.legate.caller.Spending;
import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.json.Json;
import io.legate.ledger.OnceKey;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.token.IdentityProvider;
import io.legate.token.SubjectTokenVerifier;
import io.legate.token.TokenException;
import io.legate.token.VerifiedSubject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Whom a task is for: the subject of a configured provider's token, or the opener itself.
///
/// Only configured providers are ever asked, by the `iss` of the token; nothing a token says is
/// fetched.
public final class Subjects {

  private final SubjectTokenVerifier verifier;
  private final Map<String, IdentityProvider> byIssuer;
  private final BoundaryLimits limits;

  public Subjects(
      SubjectTokenVerifier verifier, List<IdentityProvider> providers, BoundaryLimits limits) {
    this.verifier = verifier;
    this.byIssuer =
        providers.stream()
            .collect(Collectors.toUnmodifiableMap(IdentityProvider::issuer, each -> each));
    this.limits = limits;
  }

  /// A subject and what it consented to.
  ///
  /// @param roles what the provider calls its roles; empty for the opener itself
  /// @param scopes what it delegated to the opener; likewise
  /// @param provider alias of the one that vouched for it; null for the opener itself
  /// @param sub its name there; null likewise
  /// @param boundary what its token delegated in detail; null where it says nothing
  /// @param allowed the most that a task may be opened for, for who it is; null where that is not
  ///   bounded
  /// @param proof by which its token is recognised; null for the opener itself
  /// @param once the token, which opens one task; empty for the opener itself
  record Subject(
      String name,
      List<String> roles,
      List<String> scopes,
      @Nullable String provider,
      @Nullable String sub,
      @Nullable Boundary boundary,
      @Nullable Boundary allowed,
      @Nullable String proof,
      List<OnceKey> once) {}

  /// Returns the subject of a task that `caller` wants to open.
  ///
  /// Whether the opener may be its own subject is NOT checked here.
  ///
  /// @throws RefusedException with [Code#INVALID_REQUEST]
  Subject of(@Nullable String token, Caller caller, Instant now) throws RefusedException {
    if (token == null) {
      return new Subject(
          caller.id().value(), List.of(), List.of(), null, null, null, null, null, List.of());
    }
    IdentityProvider provider = provider(token);
    VerifiedSubject subject = verify(token, provider, caller, now);
    return new Subject(
        subject.subject(),
        subject.roles(),
        subject.scopes(),
        subject.provider(),
        subject.sub(),
        boundary(subject.authorizationDetails()),
        provider.allowed(subject),
        subject.onceKey(),
        List.of(Spending.subject(subject)));
  }

  private VerifiedSubject verify(
      String token, IdentityProvider provider, Caller caller, Instant now) throws RefusedException {
    try {
      return verifier.verify(token, provider, caller.id(), caller.key().thumbprint(), now);
    } catch (TokenException e) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject_token` is not acceptable: " + e.getMessage());
    }
  }

  private IdentityProvider provider(String token) throws RefusedException {
    try {
      var claims = CompactJws.parse(token, CompactJws.Form.FOREIGN).payload();
      String issuer = claims.string("iss");
      IdentityProvider provider = issuer == null ? null : byIssuer.get(issuer);
      if (provider == null) {
        throw new RefusedException(
            Code.INVALID_REQUEST, "`subject_token` is not of a configured identity provider");
      }
      return provider;
    } catch (MalformedTokenException e) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject_token` is not a well-formed signed token");
    }
  }

  private @Nullable Boundary boundary(Json.@Nullable Arr details) throws RefusedException {
    if (details == null) {
      return null;
    }
    try {
      return Boundary.parse(details, limits);
    } catch (InvalidBoundaryException e) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "the subject delegated something this broker cannot compare");
    }
  }
}
