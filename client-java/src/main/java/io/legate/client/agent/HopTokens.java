package io.legate.client.agent;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.ExchangeResponse;
import io.legate.v1.TokenServiceGrpcClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The instances of one hop, one for each audience it is used at, made from each other by
/// self-exchange.
///
/// An expired instance cannot be exchanged, so that a hop none of whose instances was renewed in
/// time is lost to its holder. One is therefore kept alive in the background until the hop ends;
/// the others are renewed when they are asked for. Safe for use from many threads; blocks them.
final class HopTokens implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HopTokens.class);

  /// What a token must still be good for to be handed out.
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  private final BrokerConnection broker;
  private final String home;
  private final Instant hopEndsAt;
  private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();
  private final Thread keeper;
  private volatile boolean closed;

  /// The instance for one audience, replaced under its lock.
  private static final class Slot {
    final ReentrantLock renewing = new ReentrantLock();
    volatile @Nullable HopToken token;
  }

  /// @param first the instance that the hop was made with
  HopTokens(BrokerConnection broker, HopToken first, Instant hopEndsAt) {
    this.broker = broker;
    this.home = first.audience();
    this.hopEndsAt = hopEndsAt;
    slot(home).token = first;
    this.keeper = Thread.ofVirtual().name("legate-hop-renewal").start(this::keepAlive);
  }

  /// Returns an instance for `audience` that is good for a while.
  HopToken current(String audience) throws BrokerException {
    var slot = slot(audience);
    HopToken held = slot.token;
    if (held != null && broker.now().isBefore(held.renewAt())) {
      return held;
    }
    slot.renewing.lock();
    try {
      HopToken meanwhile = slot.token;
      if (meanwhile != null && broker.now().isBefore(meanwhile.renewAt())) {
        return meanwhile;
      }
      return renewed(slot, audience);
    } finally {
      slot.renewing.unlock();
    }
  }

  private HopToken renewed(Slot slot, String audience) throws BrokerException {
    HopToken held = slot.token;
    try {
      HopToken fresh = exchange(source(), audience);
      slot.token = fresh;
      return fresh;
    } catch (BrokerException e) {
      // What is at hand is still good; the broker is asked again the next time.
      if (e.retryable() && held != null && isUsable(held)) {
        return held;
      }
      throw e;
    }
  }

  /// Returns a new instance, which is not kept.
  HopToken fresh(String audience) throws BrokerException {
    return exchange(any(), audience);
  }

  /// Returns any unexpired instance: what a child names as its parent, and what renewal starts
  /// from.
  HopToken any() throws BrokerException {
    HopToken source = source();
    return isUsable(source) ? source : current(home);
  }

  private HopToken source() {
    HopToken best = slot(home).token;
    for (Slot slot : slots.values()) {
      HopToken token = slot.token;
      if (token != null && (best == null || token.expiresAt().isAfter(best.expiresAt()))) {
        best = token;
      }
    }
    if (best == null) {
      throw new IllegalStateException("a hop is made with an instance");
    }
    return best;
  }

  private HopToken exchange(HopToken subject, String audience) throws BrokerException {
    Instant askedAt = broker.now();
    ExchangeResponse answer =
        broker.callWithAssertion(
            TokenServiceGrpcClient.Exchange,
            assertion ->
                ExchangeRequest.newBuilder()
                    .setClientAssertion(assertion)
                    .setSubjectToken(subject.text())
                    .setSubjectTokenType(ACCESS_TOKEN)
                    .addAudience(audience)
                    .build());
    return HopToken.of(answer.getToken(), askedAt);
  }

  private Slot slot(String audience) {
    return slots.computeIfAbsent(audience, _ -> new Slot());
  }

  private boolean isUsable(HopToken token) {
    return broker.now().plus(MARGIN).isBefore(token.expiresAt());
  }

  /// Renews the first instance until the hop ends, the broker refuses, or this is closed.
  private void keepAlive() {
    try {
      while (!closed && broker.now().isBefore(hopEndsAt)) {
        HopToken held = source();
        var wait = Duration.between(broker.now(), held.renewAt());
        Thread.sleep(wait.isPositive() ? wait : RETRY_AFTER);
        if (closed || broker.now().isBefore(source().renewAt())) {
          continue;
        }
        try {
          var _ = current(home);
        } catch (BrokerException e) {
          if (!e.retryable()) {
            LOG.info("hop is not renewed any more: {}", e.getMessage());
            return;
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    keeper.interrupt();
  }
}
