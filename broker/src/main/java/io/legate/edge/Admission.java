package io.legate.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.legate.caller.CallerAuthentication;
import io.legate.caller.RefusedCalls;
import io.legate.identity.ClientId;
import io.legate.identity.Clients;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lets calls in to be looked into, and keeps out those of whoever failed too often. Safe for use
/// from many threads; does not block.
///
/// To check a proof costs a signature verification, and anyone can send one. So the failures of
/// each address are limited, and of each client that an address names, and of all addresses
/// together. A call takes its places when it comes in and gives them back unless it fails, so that
/// who does not fail is not limited, but for how many may be under way.
///
/// **Whoever shows an API token that this broker knows** is past all that: the token is recognised
/// without a signature, and its client has places of its own at each address it calls from. Who has
/// no such token cannot take them, whatever else it sends. With a stolen one it can, at the address
/// it calls from.
///
/// No such client may have more than half of all calls under way, so that one of them leaves room
/// for the others.
///
/// It decides nothing about who a caller is, and what it remembers may be forgotten at any time.
public final class Admission {

  /// Within how many seconds all places come back.
  private static final int SECONDS = 10;

  /// Addresses and clients at addresses that are remembered; a bucket that nobody uses is full and
  /// needs no remembering.
  private static final long BUCKETS_MAX = 100_000;

  private final CallerAuthentication callers;
  private final Clients clients;
  private final FailureLimits limits;
  private final RefusedCalls refused;
  private final LongSupplier nanos;
  private final Bucket all;
  private final Cache<String, Bucket> addresses = buckets();
  private final Cache<ClientAt, Bucket> named = buckets();
  private final Cache<ClientAt, Bucket> shown = buckets();
  private final ConcurrentMap<ClientId, AtomicInteger> underWayOf = new ConcurrentHashMap<>();
  private final int shareMax;

  /// @param client null for none that is registered
  private record ClientAt(String address, @Nullable ClientId client) {}

  /// @param clients who may be named
  /// @param refused counts who was not authenticated
  /// @param nanos [System#nanoTime], or a test's
  public Admission(
      CallerAuthentication callers,
      Clients clients,
      EdgeLimits limits,
      RefusedCalls refused,
      LongSupplier nanos) {
    this.callers = callers;
    this.clients = clients;
    this.limits = limits.failures();
    this.shareMax = Math.max(1, limits.callsInFlight() / 2);
    this.refused = refused;
    this.nanos = nanos;
    all = bucket(limits.failures().inAll());
  }

  /// Carries out a call that authenticates its caller.
  public interface Call<A> {
    A carryOut() throws RefusedException;
  }

  /// Returns whether a call can be refused by its headers: its address, or the client that its
  /// token names, has failed so often that only known tokens count. To be asked before anything is
  /// read.
  public boolean isShut(String from, List<String> authorization) {
    long now = nanos.getAsLong();
    String address = address(from);
    boolean shut = !all.hasPlace(now) || isEmpty(addresses.getIfPresent(address), now);
    ClientId client = null;
    if (!shut && !authorization.isEmpty()) {
      client = registered(new Claim(from, authorization, null));
      shut = isEmpty(named.getIfPresent(new ClientAt(address, client)), now);
    }
    if (!shut || callers.recognise(authorization) != null) {
      return false;
    }
    refused.countClaimed(client, Code.TOO_MANY_REQUESTS);
    return true;
  }

  private static boolean isEmpty(@Nullable Bucket bucket, long now) {
    return bucket != null && !bucket.hasPlace(now);
  }

  private @Nullable ClientId registered(Claim claim) {
    String name = claim.client();
    if (name == null || !ClientId.isWellFormed(name)) {
      return null;
    }
    var id = new ClientId(name);
    return clients.find(id) == null ? null : id;
  }

  /// Returns the refusal of a call that [#isShut].
  public static RefusedException tooManyFailures() {
    return new RefusedException(
        Code.TOO_MANY_REQUESTS, "too many calls have failed to authenticate; ask again later");
  }

  /// Carries out a call, where it is let in.
  ///
  /// @throws RefusedException with [Code#TOO_MANY_REQUESTS] where it is not, or as the call does
  public <A> A admit(Claim claim, Call<A> call) throws RefusedException {
    ClientId known = callers.recognise(claim.authorization());
    return known == null ? unknown(claim, call) : known(claim, known, call);
  }

  private <A> A known(Claim claim, ClientId client, Call<A> call) throws RefusedException {
    Bucket own =
        shown.get(new ClientAt(address(claim.from()), client), _ -> bucket(limits.perClient()));
    if (!own.hasPlace(nanos.getAsLong())) {
      refused.countShown(client, Code.TOO_MANY_REQUESTS);
      throw tooManyFailures();
    }
    var underWay = underWayOf.computeIfAbsent(client, _ -> new AtomicInteger());
    try {
      if (underWay.incrementAndGet() > shareMax) {
        throw Overload.tooMany();
      }
      return call.carryOut();
    } catch (RefusedException refusal) {
      if (isFailure(refusal)) {
        own.take(nanos.getAsLong());
        if (isToldOf(refusal)) {
          refused.countShown(client, refusal.code());
        }
      }
      throw refusal;
    } finally {
      underWay.decrementAndGet();
    }
  }

  private <A> A unknown(Claim claim, Call<A> call) throws RefusedException {
    String address = address(claim.from());
    ClientId client = registered(claim);
    Bucket[] needed = {
      named.get(new ClientAt(address, client), _ -> bucket(limits.perClient())),
      addresses.get(address, _ -> bucket(limits.perAddress())),
      all
    };
    if (!tryTake(needed)) {
      refused.countClaimed(client, Code.TOO_MANY_REQUESTS);
      throw tooManyFailures();
    }
    boolean failed = false;
    try {
      return call.carryOut();
    } catch (RefusedException refusal) {
      failed = isFailure(refusal);
      if (failed && isToldOf(refusal)) {
        refused.countClaimed(client, refusal.code());
      }
      throw refusal;
    } finally {
      if (!failed) {
        Arrays.stream(needed).forEach(Bucket::giveBack);
      }
    }
  }

  private boolean tryTake(Bucket[] needed) {
    long now = nanos.getAsLong();
    for (int i = 0; i < needed.length; i++) {
      if (!needed[i].tryTake(now)) {
        Arrays.stream(needed, 0, i).forEach(Bucket::giveBack);
        return false;
      }
    }
    return true;
  }

  /// Whether nobody was authenticated. An agent's evidence that does not hold is no failure of the
  /// resource server that asks about it.
  private static boolean isFailure(RefusedException refusal) {
    return !refusal.isAboutAgent()
        && StatusMapping.grpc(refusal.code()) == StatusMapping.Grpc.UNAUTHENTICATED;
  }

  /// To be asked for a nonce costs a signature and is how every client begins: that is not told.
  private static boolean isToldOf(RefusedException refusal) {
    return refusal.code() != Code.USE_DPOP_NONCE;
  }

  /// One address of version 4; of version 6 the network that its holder has (RFC 6177).
  private static String address(String from) {
    if (from.indexOf(':') < 0) {
      return from;
    }
    try {
      int zone = from.indexOf('%');
      byte[] bytes = InetAddress.ofLiteral(zone < 0 ? from : from.substring(0, zone)).getAddress();
      return bytes.length == 4 ? from : HexFormat.of().formatHex(bytes, 0, 8);
    } catch (IllegalArgumentException notAnAddress) {
      return from;
    }
  }

  private Bucket bucket(int perSecond) {
    return new Bucket(perSecond, SECONDS * perSecond, nanos.getAsLong());
  }

  private static <K> Cache<K, Bucket> buckets() {
    return Caffeine.newBuilder()
        .maximumSize(BUCKETS_MAX)
        .expireAfterAccess(Duration.ofSeconds(3L * SECONDS))
        .executor(Runnable::run)
        .build();
  }
}
