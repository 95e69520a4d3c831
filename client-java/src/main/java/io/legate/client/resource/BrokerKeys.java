package io.legate.client.resource;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.crypto.UnusableKeyException;
import io.legate.crypto.VerificationKey;
import io.legate.jose.JoseKeys;
import io.legate.token.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The broker's public keys, fetched from `/oauth2/jwks` and fetched again when they grow old or an
/// unknown one is met, though not more often than every [#REFRESH_EVERY_MIN].
///
/// A withdrawn key is refused with the next fetch. Keys that could not be fetched again for longer
/// than [#AGE_MAX] are not trusted any more. Safe for use from many threads.
final class BrokerKeys implements SigningKeys {

  static final Duration REFRESH_EVERY_MIN = Duration.ofSeconds(10);
  static final Duration REFRESH_AFTER = Duration.ofMinutes(5);
  static final Duration AGE_MAX = Duration.ofHours(1);

  private final BrokerConnection broker;
  private final JoseKeys parser;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile Known known;
  private volatile Instant triedAt;

  /// Keys and when they were fetched.
  private record Known(Map<String, VerificationKey> keys, Instant fetchedAt) {}

  private BrokerKeys(BrokerConnection broker, JoseKeys parser) throws BrokerException {
    this.broker = broker;
    this.parser = parser;
    this.triedAt = broker.now();
    this.known = fetch();
  }

  /// Fetches the keys.
  ///
  /// @throws BrokerException if they cannot be had
  static BrokerKeys fetched(BrokerConnection broker, JoseKeys parser) throws BrokerException {
    return new BrokerKeys(broker, parser);
  }

  @Override
  public @Nullable VerificationKey find(String kid) {
    Known now = known;
    Instant at = broker.now();
    if (at.isAfter(now.fetchedAt.plus(REFRESH_AFTER)) && isDue(at)) {
      Thread.ofVirtual().name("legate-jwks").start(this::refresh);
    }
    return at.isAfter(now.fetchedAt.plus(AGE_MAX)) ? null : now.keys.get(kid);
  }

  /// Fetches the keys again unless that was tried a moment ago. Returns whether it was done.
  boolean refresh() {
    fetching.lock();
    try {
      if (!isDue(broker.now())) {
        return false;
      }
      triedAt = broker.now();
      known = fetch();
      return true;
    } catch (BrokerException _) {
      // What is known stays in force until it is too old.
      return false;
    } finally {
      fetching.unlock();
    }
  }

  private boolean isDue(Instant at) {
    return !at.isBefore(triedAt.plus(REFRESH_EVERY_MIN));
  }

  private Known fetch() throws BrokerException {
    Instant at = broker.now();
    try {
      return new Known(parser.parseIssuerKeys(broker.document("/oauth2/jwks")), at);
    } catch (UnusableKeyException e) {
      throw new BrokerException(
          Code.INTERNAL, "unspecified", "the broker publishes a key that is not usable", e);
    }
  }
}
