package io.legate.client.broker;

import io.legate.client.broker.BrokerChannel.GrpcAnswer;
import io.legate.client.broker.BrokerException.Code;
import io.legate.crypto.Signer;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.identity.ClientId;
import io.legate.identity.Uuid7;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.v1.ClientAssertion;
import io.vertx.grpc.common.ServiceMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A client's authenticated connection to the broker. Safe for use from many threads; blocks them.
///
/// Every call carries a fresh proof. Where the broker asks for a nonce the call is made once more
/// with it; where a broker cannot be reached it is repeated [#ATTEMPTS] times in all, at the next
/// broker where there are several and then at least once at each, with the same message, so that a
/// `request_id` in it keeps the action single.
public final class BrokerConnection implements AutoCloseable {

  /// How often a call is made before UNAVAILABLE is told.
  public static final int ATTEMPTS = 3;

  private static final Duration BACKOFF = Duration.ofMillis(100);

  private final BrokerAddress address;
  private final BrokerChannel channel;
  private final ClientAssertions assertions;
  private final ProofMaker proofs;
  private final ApiTokens tokens;
  private final InstantSource clock;
  private final AtomicReference<@Nullable String> nonce = new AtomicReference<>();

  private BrokerConnection(BrokerAddress address, Identity identity, InstantSource clock) {
    this.address = address;
    this.channel = new BrokerChannel(address);
    this.assertions =
        new ClientAssertions(identity.client, identity.assertionKey, address.issuer().toString());
    this.proofs = new ProofMaker(identity.proofKey);
    this.tokens =
        new ApiTokens(
            channel, address.issuer().toString(), assertions, proofs, identity.scope, clock);
    this.clock = clock;
  }

  /// Who calls.
  ///
  /// @param assertionKey a registered key of the client's
  /// @param proofKey the key of its proofs, which its tokens are bound to; may be the same
  /// @param scope of its API token, space-separated; empty for all it has
  public record Identity(ClientId client, Signer assertionKey, Signer proofKey, String scope) {}

  /// Returns a connection. The first call opens it.
  public static BrokerConnection open(
      BrokerAddress address, Identity identity, InstantSource clock) {
    return new BrokerConnection(address, identity, clock);
  }

  /// Makes a call that the API token authenticates.
  ///
  /// @throws BrokerException if the broker refuses it or cannot be asked
  public <Q, A> A call(ServiceMethod<A, Q> method, Q message) throws BrokerException {
    return repeat(
        () -> {
          String token = tokens.current();
          return new Call<>(method, metadata(method, token), message, token);
        });
  }

  /// Makes a call that is answered by a stream of messages, and hands them on one by one until
  /// `more` wants no more. Where the broker asks for a nonce, or the API token has ended, the call
  /// is opened again.
  ///
  /// @param more told each message on this thread; returns whether to go on
  /// @throws BrokerException if the broker refuses it, ends it, or cannot be asked
  public <Q, A> void follow(ServiceMethod<A, Q> method, Q message, Predicate<A> more)
      throws BrokerException {
    follow(method, () -> message, null, more);
  }

  /// Makes a call that is answered by a stream of messages, as the other, with a message that may
  /// be another each time it is opened.
  ///
  /// @param silenceMax how long nothing may come; null for any time
  /// @throws BrokerException if the broker refuses it, ends it, falls silent, or cannot be asked
  public <Q, A> void follow(
      ServiceMethod<A, Q> method,
      Supplier<Q> message,
      @Nullable Duration silenceMax,
      Predicate<A> more)
      throws BrokerException {
    boolean heard = true;
    while (true) {
      String token = tokens.current();
      var progress = new AtomicBoolean();
      try {
        new Following<A>(channel, this::remember, silenceMax)
            .run(
                method,
                metadata(method, token),
                message.get(),
                next -> {
                  progress.set(true);
                  return more.test(next);
                });
        return;
      } catch (BrokerException ended) {
        boolean again = isNonceAsked(ended) || isTokenRefused(ended);
        if (!again || !(heard || progress.get())) {
          throw ended;
        }
        heard = progress.get();
        if (isTokenRefused(ended)) {
          drop(token);
        }
      }
    }
  }

  /// Makes a call that a client assertion authenticates, a fresh one for each attempt.
  ///
  /// @param message returns the message with the assertion in it
  /// @throws BrokerException if the broker refuses it or cannot be asked
  public <Q, A> A callWithAssertion(
      ServiceMethod<A, Q> method, Function<ClientAssertion, Q> message) throws BrokerException {
    return repeat(
        () -> {
          var assertion = ClientAssertion.newBuilder().setJwt(assertions.make(now())).build();
          return new Call<>(method, metadata(method, null), message.apply(assertion), null);
        });
  }

  /// Returns the current API token, which is bound to the proof key.
  ///
  /// @throws BrokerException if the broker issues none
  public String apiToken() throws BrokerException {
    return tokens.current();
  }

  /// Returns a public JSON document of the broker's.
  ///
  /// @throws BrokerException if it cannot be fetched or is not a JSON object
  public Obj document(String path) throws BrokerException {
    var answer = fetch(path);
    if (answer.status() != 200) {
      throw new BrokerException(
          Code.UNAVAILABLE, "unspecified", "the broker answered " + answer.status());
    }
    try {
      return JsonReader.readObject(answer.body());
    } catch (MalformedJsonException e) {
      throw new BrokerException(
          Code.INTERNAL, "unspecified", "the broker's document is malformed", e);
    }
  }

  private HttpsClient.Answer fetch(String path) throws BrokerException {
    for (int attempt = 1; ; attempt++) {
      try {
        return channel.http("GET", path, Map.of("accept", "application/json"), "");
      } catch (BrokerException failure) {
        if (failure.code() != Code.UNAVAILABLE || attempt >= channel.attempts()) {
          throw failure;
        }
      }
      pause(attempt);
    }
  }

  /// Returns a client for another host, on this connection's event loop and closed with it.
  ///
  /// @param caPem the certificates that the host's must chain to
  public HttpsClient httpsTo(String host, int port, Path caPem) {
    return new HttpsClient(channel.loop(), host, port, caPem);
  }

  /// Returns a new stream of decisions, which opens with its first question.
  public Decisions decisions() {
    return new Decisions(this);
  }

  /// Where this leads.
  public BrokerAddress address() {
    return address;
  }

  /// The time, by this client's clock.
  public Instant now() {
    return clock.instant();
  }

  /// Returns a new `request_id`.
  public String newRequestId() {
    return Uuid7.at(now()).toString();
  }

  @Override
  public void close() {
    channel.close();
  }

  BrokerChannel channel() {
    return channel;
  }

  /// Returns the metadata of one call: the proof, and the token where there is one.
  Map<String, String> metadata(ServiceMethod<?, ?> method, @Nullable String token) {
    String path = "/" + method.serviceName().fullyQualifiedName() + "/" + method.methodName();
    var target = Target.of("POST", address.uri(path)).withNonce(nonce.get());
    var metadata = new LinkedHashMap<String, String>();
    if (token != null) {
      target = target.withToken(token);
      metadata.put("authorization", "DPoP " + token);
    }
    metadata.put("dpop", proofs.make(target, now()));
    return metadata;
  }

  void remember(@Nullable String newest) {
    if (newest != null) {
      nonce.set(newest);
    }
  }

  void drop(@Nullable String token) {
    if (token != null) {
      tokens.drop(token);
    }
  }

  /// One attempt, ready to be sent.
  private record Call<Q, A>(
      ServiceMethod<A, Q> method,
      Map<String, String> metadata,
      Q message,
      @Nullable String token) {}

  /// Prepares an attempt: each has its own proof, and its own assertion.
  private interface Preparation<Q, A> {
    Call<Q, A> next() throws BrokerException;
  }

  private <Q, A> A repeat(Preparation<Q, A> preparation) throws BrokerException {
    boolean askedForNonce = false;
    boolean droppedToken = false;
    for (int attempt = 1; ; ) {
      BrokerException failure;
      @Nullable String token = null;
      try {
        Call<Q, A> call = preparation.next();
        token = call.token;
        GrpcAnswer<A> answer = channel.unary(call.method, call.metadata, call.message);
        remember(answer.nonce());
        if (answer.message() != null) {
          return answer.message();
        }
        failure = answer.failure() == null ? silent() : answer.failure();
      } catch (BrokerException e) {
        failure = e;
      }
      if (isNonceAsked(failure) && !askedForNonce) {
        askedForNonce = true;
      } else if (isTokenRefused(failure) && token != null && !droppedToken) {
        droppedToken = true;
        drop(token);
      } else if (failure.code() == Code.UNAVAILABLE && attempt < channel.attempts()) {
        pause(attempt++);
      } else {
        throw failure;
      }
    }
  }

  static boolean isNonceAsked(BrokerException failure) {
    return isCallerRefused(failure) && failure.reason().equals("use_dpop_nonce");
  }

  static boolean isTokenRefused(BrokerException failure) {
    return isCallerRefused(failure) && failure.reason().equals("invalid_token");
  }

  private static boolean isCallerRefused(BrokerException failure) {
    return failure.code() == Code.UNAUTHENTICATED && !failure.aboutAgent();
  }

  /// Waits longer each time, at random, so that callers who failed together do not return together.
  static void pause(int attempt) throws BrokerException {
    long most = BACKOFF.toMillis() << Math.min(attempt, 5);
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(Code.CANCELLED, "interrupted", "waiting was interrupted", e);
    }
  }

  private static BrokerException silent() {
    return new BrokerException(Code.INTERNAL, "unspecified", "the broker's answer is empty");
  }
}
