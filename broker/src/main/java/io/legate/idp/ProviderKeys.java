package io.legate.idp;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.UnusableKeyException;
import io.legate.crypto.VerificationKey;
import io.legate.json.Json;
import io.legate.token.SigningKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The signing keys of one identity provider, as it publishes them. Blocks for as long as fetching
/// takes, where that is due; for virtual threads.
///
/// They are fetched when they are first needed, when they are older than [#REFRESH], and when a
/// token names one that is not among them; but not more often than once in [#PAUSE], whoever asks
/// for whatever. While the provider does not answer what it said last holds, and no longer than
/// [#OLDEST]: then nothing is trusted until it answers again. So a key that it withdraws is trusted
/// for minutes, and at worst for an hour.
public final class ProviderKeys implements SigningKeys, AutoCloseable {

  /// After which keys are fetched again.
  static final Duration REFRESH = Duration.ofMinutes(5);

  /// Between two attempts to fetch them.
  static final Duration PAUSE = Duration.ofSeconds(20);

  /// How old keys may be.
  static final Duration OLDEST = Duration.ofHours(1);

  /// From a connection to the last byte of an answer.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /// More than any provider has in use.
  private static final int KEYS_MAX = 64;

  private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);
  private static final String METADATA = "/.well-known/openid-configuration";

  private final String issuer;
  private final Whereabouts whereabouts;
  private final JsonFetch fetch;
  private final Parser parser;
  private final Predicate<Thumbprint> isTaken;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile @Nullable Instant attempted;

  /// Reads a published key set by `kid`. Port of these keys.
  public interface Parser {
    Map<String, VerificationKey> parse(Json.Obj jwks) throws UnusableKeyException;
  }

  /// What was published at one time.
  private record Known(Map<String, VerificationKey> keys, Instant since) {}

  private ProviderKeys(
      String issuer,
      Whereabouts whereabouts,
      JsonFetch fetch,
      Parser parser,
      Predicate<Thumbprint> isTaken,
      InstantSource clock) {
    this.issuer = issuer;
    this.whereabouts = whereabouts;
    this.fetch = fetch;
    this.parser = parser;
    this.isTaken = isTaken;
    this.clock = clock;
  }

  /// Returns the keys of a provider. Nothing is fetched yet.
  ///
  /// @param authorities PEM file of certificates to trust; null for those the system trusts
  /// @param parser leaves out what is for other uses, and refuses what is private or weak
  /// @param isTaken whether a key is somebody else's: a key belongs to one principal
  /// @throws IOException if the authorities cannot be read
  public static ProviderKeys of(
      String issuer,
      Whereabouts whereabouts,
      @Nullable Path authorities,
      Parser parser,
      Predicate<Thumbprint> isTaken,
      InstantSource clock)
      throws IOException {
    var fetch = JsonFetch.trusting(authorities, PATIENCE);
    return new ProviderKeys(issuer, whereabouts, fetch, parser, isTaken, clock);
  }

  @Override
  public @Nullable VerificationKey find(String kid) {
    Instant now = clock.instant();
    VerificationKey found = among(known, kid, now.minus(REFRESH));
    if (found != null) {
      return found;
    }
    fetchIfDue(kid, now);
    return among(known, kid, now.minus(OLDEST));
  }

  private static @Nullable VerificationKey among(
      @Nullable Known known, String kid, Instant oldest) {
    return known == null || known.since.isBefore(oldest) ? null : known.keys.get(kid);
  }

  /// One fetches, and those who come meanwhile wait for what it gets.
  private void fetchIfDue(String kid, Instant now) {
    fetching.lock();
    try {
      Instant last = attempted;
      boolean rested = last == null || !now.isBefore(last.plus(PAUSE));
      if (rested && among(known, kid, now.minus(REFRESH)) == null) {
        attempted = now;
        known = new Known(published(), now);
      }
    } catch (IOException | UnusableKeyException e) {
      LOG.warn("the keys of identity provider `{}` are not to be had: {}", issuer, e.getMessage());
    } finally {
      fetching.unlock();
    }
  }

  private Map<String, VerificationKey> published() throws IOException, UnusableKeyException {
    Json.Obj jwks = fetch.get(jwksAddress());
    var keys = new HashMap<>(parser.parse(jwks));
    if (keys.size() > KEYS_MAX) {
      throw new IOException("it publishes more than " + KEYS_MAX + " keys");
    }
    keys.values()
        .removeIf(
            key -> {
              boolean taken = isTaken.test(key.thumbprint());
              if (taken) {
                LOG.warn("identity provider `{}` publishes a key of somebody else", issuer);
              }
              return taken;
            });
    return Map.copyOf(keys);
  }

  private URI jwksAddress() throws IOException {
    return switch (whereabouts) {
      case Whereabouts.Named(var address) -> address;
      case Whereabouts.Discovered() -> discovered();
    };
  }

  /// Metadata that names another issuer is somebody else's (section 4.3), and an address elsewhere
  /// is not asked: who would have it so names it in the configuration.
  private URI discovered() throws IOException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    Json.Obj metadata = fetch.get(URI.create(base + METADATA));
    if (!issuer.equals(metadata.string("issuer"))) {
      throw new IOException("its metadata is of another issuer");
    }
    String text = metadata.string("jwks_uri");
    URI address = text == null ? null : Whereabouts.address(text);
    if (address == null || !origin(address).equals(origin(URI.create(issuer)))) {
      throw new IOException("the `jwks_uri` of its metadata is not an address of its own");
    }
    return address;
  }

  private static String origin(URI address) {
    int port = address.getPort();
    int usual = "https".equals(address.getScheme()) ? 443 : 80;
    return address.getScheme() + "://" + address.getHost() + ":" + (port < 0 ? usual : port);
  }

  @Override
  public void close() {
    fetch.close();
  }
}
