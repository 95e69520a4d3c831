package io.legate.client.resource;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidActionException;
import io.legate.client.broker.AgentAction;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerConnection.Identity;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.client.broker.Decisions;
import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.crypto.UnusableKeyException;
import io.legate.dpop.DpopNonces;
import io.legate.jose.CryptoProviders;
import io.legate.jose.JoseKeys;
import io.legate.jose.JoseSignatures;
import io.legate.json.Jcs;
import io.legate.json.Json.Obj;
import io.legate.token.SigningKeys;
import io.legate.v1.Action;
import io.legate.v1.AuthorizeBatchRequest;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A resource server's side of the broker. Safe for use from many threads; blocks its callers,
/// which must not be event loops.
public final class ResourceServer implements AutoCloseable {

  private static final int KEYS_MAX = 10_000;

  /// How long everything in force may take to be told.
  private static final Duration BEGIN_MAX = Duration.ofSeconds(20);

  private final ResourceServerConfig config;
  private final BrokerConnection broker;
  private final Decisions decisions;
  private final CallVerifier verifier;
  private final @Nullable BrokerKeys fetchedKeys;
  private final @Nullable RevocationFollower follower;

  private ResourceServer(
      ResourceServerConfig config,
      BrokerConnection broker,
      CallVerifier verifier,
      @Nullable BrokerKeys fetchedKeys,
      @Nullable RevocationFollower follower) {
    this.config = config;
    this.broker = broker;
    this.decisions = broker.decisions();
    this.verifier = verifier;
    this.fetchedKeys = fetchedKeys;
    this.follower = follower;
  }

  /// Connects, fetches the broker's keys, and listens for revocations from then on.
  ///
  /// @throws BrokerException if either cannot be had
  public static ResourceServer connect(ResourceServerConfig config) throws BrokerException {
    return connect(config, InstantSource.system());
  }

  /// Connects as [#connect(ResourceServerConfig)], with a clock of the caller's.
  ///
  /// @throws BrokerException if the keys or the revocations cannot be had
  public static ResourceServer connect(ResourceServerConfig config, InstantSource clock)
      throws BrokerException {
    var broker = connection(config, clock);
    var parser = new JoseKeys(KEYS_MAX);
    var view = new RevocationView();
    RevocationFollower follower = null;
    try {
      var keys = BrokerKeys.fetched(broker, parser);
      follower = RevocationFollower.start(broker, view);
      follower.awaitBegun(BEGIN_MAX);
      return new ResourceServer(
          config, broker, verifier(config, keys, parser, view), keys, follower);
    } catch (BrokerException e) {
      if (follower != null) {
        follower.close();
      }
      broker.close();
      throw e;
    }
  }

  /// Connects with pinned keys: a JWK Set that the operator brought here by other means. No other
  /// key is ever trusted. The broker need not be there yet; until it has told what is revoked, no
  /// call is verified.
  ///
  /// @throws UnusableKeyException if one of them is not usable
  public static ResourceServer pinned(ResourceServerConfig config, Obj jwks)
      throws UnusableKeyException {
    var parser = new JoseKeys(KEYS_MAX);
    SigningKeys keys = parser.parseIssuerKeys(jwks)::get;
    var broker = connection(config, InstantSource.system());
    var view = new RevocationView();
    var follower = RevocationFollower.start(broker, view);
    return new ResourceServer(config, broker, verifier(config, keys, parser, view), null, follower);
  }

  /// Connects with pinned keys as [#pinned(ResourceServerConfig, Obj)], with a view that the caller
  /// feeds, for one whose revocations come by another way.
  ///
  /// @throws UnusableKeyException if one of the keys is not usable
  public static ResourceServer pinned(ResourceServerConfig config, Obj jwks, RevocationView view)
      throws UnusableKeyException {
    var parser = new JoseKeys(KEYS_MAX);
    SigningKeys keys = parser.parseIssuerKeys(jwks)::get;
    var broker = connection(config, InstantSource.system());
    return new ResourceServer(config, broker, verifier(config, keys, parser, view), null, null);
  }

  private static BrokerConnection connection(ResourceServerConfig config, InstantSource clock) {
    var identity = new Identity(config.clientId(), config.key(), config.key(), "");
    return BrokerConnection.open(config.broker(), identity, clock);
  }

  private static CallVerifier verifier(
      ResourceServerConfig config, SigningKeys keys, JoseKeys parser, RevocationView view) {
    byte[] nonceKey = new byte[32];
    new SecureRandom().nextBytes(nonceKey);
    return new CallVerifier(
        config.broker().issuer().toString(),
        config.audience(),
        keys,
        new JoseSignatures(CryptoProviders.install(), KEYS_MAX),
        parser,
        config.nonces() ? new DpopNonces(nonceKey) : null,
        view,
        config.heed());
  }

  /// Who this is.
  public ResourceServerConfig config() {
    return config;
  }

  /// Verifies a call offline: token, chain, proof, and what is known of revocations. Where the
  /// token names a signing key that is not known the broker's keys are fetched again first, if that
  /// was not done a moment ago.
  ///
  /// A proof seen before by this process is refused; that is an early refusal only. The broker's
  /// record is the one that counts, across processes and restarts.
  ///
  /// @throws RefusedCallException if anything about it does not hold
  public VerifiedCall verify(AgentRequest request) throws RefusedCallException {
    try {
      return verifier.verify(request, broker.now());
    } catch (RefusedCallException e) {
      if (e.reason() == Reason.SIGNING_KEY_UNKNOWN
          && fetchedKeys != null
          && fetchedKeys.refresh()) {
        return verifier.verify(request, broker.now());
      }
      throw e;
    }
  }

  /// Returns a nonce to send with an answer, or null where this server asks for none.
  public @Nullable String newNonce() {
    return verifier.newNonce(broker.now());
  }

  /// The time, by this server's clock.
  public Instant now() {
    return broker.now();
  }

  /// Asks whether this call may do this action now. A call pays for one question: its proof is
  /// spent.
  ///
  /// @param arguments all of them
  /// @throws RefusedCallException if the call's proof is for another action, or the broker does not
  ///   accept its token or proof
  /// @throws BrokerException if the broker cannot be asked, or the action is malformed
  ///   (`invalid_request`); then it must not happen
  public Answer authorize(VerifiedCall call, String action, String resource, Obj arguments)
      throws RefusedCallException, BrokerException {
    return authorize(call, action, resource, arguments, OptionalLong.empty());
  }

  /// Asks whether this call may do this action now, as [#authorize(VerifiedCall, String, String,
  /// Obj)], of which no more rows than `rowsWanted` will be returned. A limit that counts rows then
  /// reserves no more: [Obligations#maxRows] is the smaller of both.
  ///
  /// @param rowsWanted at least one; empty for as many as may be
  public Answer authorize(
      VerifiedCall call, String action, String resource, Obj arguments, OptionalLong rowsWanted)
      throws RefusedCallException, BrokerException {
    ActionRequest asked = wellFormed(action, resource, arguments);
    requireMeant(call, asked.adg());
    Action.Builder question = message(asked);
    rowsWanted.ifPresent(question::setRowsWanted);
    var request =
        AuthorizeRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setAgent(call.evidence())
            .setAction(question)
            .build();
    // From before the question, so that no delay on the way lengthens the time to begin.
    long askedAtNanos = System.nanoTime();
    return answer(asked, ask(() -> decisions.authorize(request)), askedAtNanos);
  }

  /// Asks about several actions of one call, each of which is decided and recorded by itself.
  ///
  /// @param actions 1 to 100, with all of their arguments
  /// @return an answer for each, in order
  /// @throws RefusedCallException as for one
  /// @throws BrokerException as for one; then none of them must happen
  public List<Answer> authorizeBatch(VerifiedCall call, List<AgentAction> actions)
      throws RefusedCallException, BrokerException {
    requireMeant(call, AgentAction.hash(actions));
    var asked = new ArrayList<ActionRequest>();
    var request =
        AuthorizeBatchRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setAgent(call.evidence());
    for (AgentAction action : actions) {
      ActionRequest one = wellFormed(action.name(), action.resource(), action.arguments());
      asked.add(one);
      request.addActions(message(one));
    }
    long askedAtNanos = System.nanoTime();
    var responses = ask(() -> decisions.authorize(request.build())).getResponsesList();
    if (responses.size() != asked.size()) {
      throw new BrokerException(
          Code.INTERNAL, "unspecified", "the answer is not about every action");
    }
    var answers = new ArrayList<Answer>();
    for (int i = 0; i < responses.size(); i++) {
      answers.add(answer(asked.get(i), responses.get(i), askedAtNanos));
    }
    return List.copyOf(answers);
  }

  private static void requireMeant(VerifiedCall call, String asked) throws RefusedCallException {
    String meant = call.actionDigest();
    if (meant != null && !meant.equals(asked)) {
      throw new RefusedCallException(
          Reason.INVALID_DPOP_PROOF, "the proof is for another action", null);
    }
  }

  private static Action.Builder message(ActionRequest asked) {
    return Action.newBuilder()
        .setAction(asked.action())
        .setResource(asked.resource())
        .setArguments(Jcs.text(asked.arguments()));
  }

  /// A question to the broker.
  @FunctionalInterface
  private interface Asking<T> {
    T ask() throws BrokerException;
  }

  private static <T> T ask(Asking<T> asking) throws RefusedCallException, BrokerException {
    try {
      return asking.ask();
    } catch (BrokerException e) {
      if (!e.aboutAgent()) {
        throw e;
      }
      var reason =
          e.reason().equals("invalid_token") ? Reason.INVALID_TOKEN : Reason.INVALID_DPOP_PROOF;
      throw new RefusedCallException(reason, e.sentence(), null);
    }
  }

  private Answer answer(ActionRequest asked, AuthorizeResponse response, long askedAtNanos)
      throws BrokerException {
    Answer answer =
        Answers.read(
            asked,
            response,
            askedAtNanos,
            broker.newRequestId(),
            decisions::settle,
            config.handlers(),
            config.observes(asked.action()),
            System::nanoTime);
    if (answer instanceof Permit permit) {
      Refusal refusal = permit.unmeetable();
      if (refusal != null) {
        permit.decline();
        return refusal;
      }
    }
    return answer;
  }

  private ActionRequest wellFormed(String action, String resource, Obj arguments)
      throws BrokerException {
    try {
      return ActionRequest.parse(
          action, config.audience(), resource, arguments, BoundaryLimits.DEFAULT);
    } catch (InvalidActionException e) {
      throw new BrokerException(
          Code.INVALID_ARGUMENT, "invalid_request", String.valueOf(e.getMessage()), e);
    }
  }

  /// Closes the connections.
  @Override
  public void close() {
    if (follower != null) {
      follower.close();
    }
    decisions.close();
    broker.close();
  }
}
