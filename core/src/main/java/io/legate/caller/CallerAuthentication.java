package io.legate.caller;

import io.legate.caller.Caller.Possession.ByAssertion;
import io.legate.caller.Caller.Possession.ByProof;
import io.legate.control.ControlState;
import io.legate.crypto.Thumbprint;
import io.legate.dpop.DpopException;
import io.legate.dpop.DpopProof;
import io.legate.dpop.DpopVerifier;
import io.legate.dpop.ExpectedRequest;
import io.legate.dpop.ExpectedRequest.BoundToken;
import io.legate.dpop.NoncePolicy;
import io.legate.dpop.Nonces;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.Clients;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceKey;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.token.ClientAssertionVerifier;
import io.legate.token.TokenException;
import io.legate.token.TokenVerifier;
import io.legate.token.VerifiedApiToken;
import io.legate.token.VerifiedClient;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells who calls, by a DPoP-bound API token or by a client assertion.
///
/// Safe for use from many threads; does crypto, so it is called from virtual threads. It does NOT
/// know whether a proof or an assertion was used before: the ledger tells when [Caller#once] is
/// claimed.
public final class CallerAuthentication {

  /// One scheme, one space, one token. The scheme's case does not count (RFC 9110 section 11.1).
  private static final Pattern DPOP = Pattern.compile("(?i:dpop) ([A-Za-z0-9._~+/=-]+)");

  private final ClientAssertionVerifier assertions;
  private final TokenVerifier tokens;
  private final DpopVerifier proofs;
  private final Nonces nonces;
  private final Clients clients;
  private final Supplier<ControlState> control;
  private final Freshness freshness;
  private final int newKeysPerHour;
  private final Clock clock;

  /// @param control as this node knows it
  /// @param newKeysPerHour how many keys that it did not register a client may show for the first
  ///   time within an hour
  public CallerAuthentication(
      ClientAssertionVerifier assertions,
      TokenVerifier tokens,
      DpopVerifier proofs,
      Nonces nonces,
      Clients clients,
      Supplier<ControlState> control,
      Freshness freshness,
      int newKeysPerHour,
      Clock clock) {
    this.assertions = assertions;
    this.tokens = tokens;
    this.proofs = proofs;
    this.nonces = nonces;
    this.clients = clients;
    this.control = control;
    this.freshness = freshness;
    this.newKeysPerHour = newKeysPerHour;
    this.clock = clock;
  }

  /// Authenticates by `authorization: DPoP <API token>` and a proof with `ath`.
  ///
  /// Where the call is not recorded, nothing checks afterwards whether the caller still stood: it
  /// is looked up here, in the ledger.
  ///
  /// @param authorization every `authorization` header or metadata entry
  /// @throws RefusedException with [Code#INVALID_TOKEN], [Code#INVALID_DPOP_PROOF],
  ///   [Code#USE_DPOP_NONCE], or [Code#TEMPORARILY_UNAVAILABLE] if the ledger does not answer
  public Caller byApiToken(List<String> authorization, Call call) throws RefusedException {
    Instant now = clock.instant();
    String text = token(authorization);
    VerifiedApiToken token = apiToken(text, now);
    DpopProof proof = prove(call, new BoundToken(token.textHash(), token.holder()), now);
    Client client = inForce(token.claims().client(), Code.INVALID_TOKEN);
    requireStanding(client, proof.thumbprint(), token.issuedAt(), Code.INVALID_TOKEN);
    var scopes = new java.util.TreeSet<>(token.claims().scopes());
    scopes.retainAll(client.scopes());
    var caller =
        new Caller(
            client,
            scopes,
            new ByProof(proof),
            null,
            token.jws().jws().kid(),
            token.issuedAt(),
            token.claims().exp(),
            call.recorded() ? List.of(Spending.proof(proof)) : List.of());
    return standing(caller, call, Code.INVALID_TOKEN);
  }

  /// Returns whose API token it is, where it was verified lately; null otherwise. Next to nothing
  /// is done for that, and nothing follows from it: a token is no proof, and may be stolen.
  ///
  /// @param authorization every `authorization` header or metadata entry
  public @Nullable ClientId recognise(List<String> authorization) {
    if (authorization.size() != 1) {
      return null;
    }
    String text = authorization.getFirst();
    int space = text.indexOf(' ');
    VerifiedApiToken token =
        space < 0 ? null : tokens.recognise(text.substring(space + 1), clock.instant());
    return token == null ? null : token.claims().client();
  }

  /// Authenticates by a client assertion and a proof without `ath`. The proof's key becomes the
  /// client's own, if it is nobody's yet.
  ///
  /// Where the call is not recorded, nothing can be spent and no key become anyone's. The proof
  /// must then be by a key that the client registered, without which its assertion is worth
  /// nothing. And whether it stands is looked up in the ledger.
  ///
  /// @param clientId the `client_id` parameter, null where there is none
  /// @throws RefusedException with [Code#INVALID_CLIENT], a proof's codes, or
  ///   [Code#TEMPORARILY_UNAVAILABLE] if the ledger does not answer
  public Caller byAssertion(String assertion, @Nullable String clientId, Call call)
      throws RefusedException {
    Instant now = clock.instant();
    VerifiedClient verified = verify(assertion, clientId, now);
    DpopProof proof = prove(call, null, now);
    Client client = inForce(verified.client().id(), Code.INVALID_CLIENT);
    requireStanding(client, verified.key().thumbprint(), now, Code.INVALID_CLIENT);
    requireStanding(client, proof.thumbprint(), now, Code.INVALID_CLIENT);
    requireOwn(client, proof.thumbprint());
    if (!call.recorded() && client.key(proof.thumbprint()) == null) {
      throw new RefusedException(
          Code.INVALID_DPOP_PROOF, "the proof must be by a key that the client registered");
    }
    var caller =
        new Caller(
            client,
            client.scopes(),
            new ByProof(proof),
            verified.key().thumbprint(),
            null,
            now,
            verified.expiresAt(),
            call.recorded()
                ? List.of(Spending.assertion(verified), Spending.proof(proof), own(proof, client))
                : List.of());
    return standing(caller, call, Code.INVALID_CLIENT);
  }

  /// Returns the caller if it stands, also by the ledger where the call is not recorded.
  private Caller standing(Caller caller, Call call, Code code) throws RefusedException {
    if (call.recorded()) {
      return caller;
    }
    requireStanding(caller, code);
    return caller;
  }

  /// Refuses a caller that does not stand any more, by the ledger as it is now. For what is told
  /// long after it was authenticated, and not recorded.
  ///
  /// @throws RefusedException with [Code#INVALID_TOKEN], or [Code#TEMPORARILY_UNAVAILABLE] if the
  ///   ledger does not answer
  public void requireStanding(Caller caller) throws RefusedException {
    requireStanding(caller, Code.INVALID_TOKEN);
  }

  /// Waits until control is known here as it is: for what anyone is told without being asked who it
  /// is.
  ///
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE] if the ledger does not answer
  public void requireFresh() throws RefusedException {
    try {
      freshness.await();
    } catch (LedgerUnavailableException e) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again");
    }
  }

  private void requireStanding(Caller caller, Code code) throws RefusedException {
    requireFresh();
    if (!caller.stands(control.get())) {
      throw new RefusedException(code, "client or key was revoked");
    }
  }

  /// Authenticates by a client assertion and nothing else, as RFC 7523 has it: for calls that bind
  /// no key and send no token. Nothing may be done for the caller before [LoneAssertions#spend].
  ///
  /// @param clientId the `client_id` parameter, null where there is none
  /// @throws RefusedException with [Code#INVALID_CLIENT]
  public Caller byAssertionAlone(String assertion, @Nullable String clientId)
      throws RefusedException {
    Instant now = clock.instant();
    VerifiedClient verified = verify(assertion, clientId, now);
    Client client = inForce(verified.client().id(), Code.INVALID_CLIENT);
    requireStanding(client, verified.key().thumbprint(), now, Code.INVALID_CLIENT);
    return new Caller(
        client,
        client.scopes(),
        new ByAssertion(verified.key()),
        verified.key().thumbprint(),
        null,
        now,
        verified.expiresAt(),
        List.of(Spending.assertion(verified)));
  }

  /// Verifies an API token that is not its caller's own: the `actor_token` of a push.
  ///
  /// @throws RefusedException with [Code#INVALID_REQUEST]
  public VerifiedApiToken actorToken(String text) throws RefusedException {
    try {
      return tokens.verifyApiToken(text, clock.instant());
    } catch (TokenException e) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`actor_token` is not acceptable: " + e.getMessage());
    }
  }

  private VerifiedApiToken apiToken(String text, Instant now) throws RefusedException {
    try {
      return tokens.verifyApiToken(text, now);
    } catch (TokenException e) {
      throw new RefusedException(Code.INVALID_TOKEN, sentence(e));
    }
  }

  private VerifiedClient verify(String assertion, @Nullable String clientId, Instant now)
      throws RefusedException {
    try {
      return assertions.verify(assertion, clientId, now);
    } catch (TokenException e) {
      // Not which check failed: an unknown client must look like a wrong key.
      var refusal = new RefusedException(Code.INVALID_CLIENT, "client authentication failed");
      throw e.reason() == TokenException.Reason.CLIENT_UNKNOWN ? refusal.ofStranger() : refusal;
    }
  }

  private DpopProof prove(Call call, @Nullable BoundToken token, Instant now)
      throws RefusedException {
    NoncePolicy policy =
        call.recorded() ? new NoncePolicy.NotOurs() : new NoncePolicy.Required(nonces);
    var expected = new ExpectedRequest(call.method(), call.uri(), call.uriRule(), policy, token);
    try {
      return proofs.verify(call.proofs(), expected, now);
    } catch (DpopException e) {
      throw ProofRefusal.of(e);
    }
  }

  private Client inForce(ClientId id, Code code) throws RefusedException {
    Client client = clients.find(id);
    if (client == null) {
      throw new RefusedException(code, "client is not in force").ofStranger();
    }
    if (!control.get().isInForce(id)) {
      throw new RefusedException(code, "client is not in force");
    }
    return client;
  }

  private void requireStanding(Client client, Thumbprint key, Instant since, Code code)
      throws RefusedException {
    if (!control.get().stands(client.id(), key, since)) {
      throw new RefusedException(code, "client or key was revoked");
    }
  }

  /// A public key belongs to one principal. Keys that nobody registered are settled by the ledger.
  private void requireOwn(Client client, Thumbprint key) throws RefusedException {
    Client owner = clients.byKey(key);
    if (owner != null && !owner.id().equals(client.id())) {
      throw new RefusedException(Code.INVALID_DPOP_PROOF, "the proof's key belongs to another");
    }
  }

  private OnceKey own(DpopProof proof, Client client) {
    return client.key(proof.thumbprint()) == null
        ? Spending.newKey(proof, client.id(), newKeysPerHour)
        : Spending.key(proof.thumbprint(), client.id());
  }

  private static String token(List<String> authorization) throws RefusedException {
    if (authorization.size() != 1) {
      throw new RefusedException(Code.INVALID_TOKEN, "exactly one `authorization` entry is needed");
    }
    Matcher matcher = DPOP.matcher(authorization.getFirst());
    if (!matcher.matches()) {
      throw new RefusedException(
          Code.INVALID_TOKEN, "`authorization` must be `DPoP` and the access token");
    }
    return matcher.group(1);
  }

  private static String sentence(TokenException e) {
    return String.valueOf(e.getMessage());
  }
}
