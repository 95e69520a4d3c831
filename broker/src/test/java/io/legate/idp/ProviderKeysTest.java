package io.legate.idp;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.TickingClock;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.jose.CryptoProviders;
import io.legate.jose.JoseKeys;
import io.legate.jose.LocalSigner;
import io.legate.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderKeysTest {

  private static final VerificationKey OLD = newKey();
  private static final VerificationKey NEW = newKey();

  private final TickingClock clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final Set<Thumbprint> taken = new HashSet<>();
  private Provider provider;
  private ProviderKeys keys;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    provider = new Provider(folder);
    provider.publishes(Map.of("old", OLD));
    keys = keys(new Whereabouts.Discovered());
  }

  @AfterEach
  void stop() {
    keys.close();
    provider.close();
  }

  @Test
  void keysAreFoundWhereTheMetadataSays() {
    assertThat(keys.find("old")).isEqualTo(OLD);
    assertThat(keys.find("old")).isEqualTo(OLD);
    assertThat(provider.asked()).containsExactly(Provider.METADATA, Provider.JWKS);
  }

  @Test
  void aNamedAddressIsAskedWithoutMetadata() throws Exception {
    try (var named = keys(new Whereabouts.Named(URI.create(provider.issuer() + Provider.JWKS)))) {
      assertThat(named.find("old")).isEqualTo(OLD);
    }
    assertThat(provider.asked()).containsExactly(Provider.JWKS);
  }

  @Test
  void aNewKeyIsFoundWhenATokenNamesIt() {
    assertThat(keys.find("old")).isEqualTo(OLD);
    provider.publishes(Map.of("old", OLD, "new", NEW));
    clock.advance(ProviderKeys.PAUSE);
    assertThat(keys.find("new")).isEqualTo(NEW);
    assertThat(keys.find("old")).isEqualTo(OLD);
  }

  @Test
  void unknownKeysAreAskedForOnceInAWhileHoweverManyAreNamed() {
    keys.find("old");
    for (int i = 0; i < 100; i++) {
      assertThat(keys.find("unknown-" + i)).isNull();
    }
    assertThat(provider.asked()).hasSize(2);
    clock.advance(ProviderKeys.PAUSE);
    for (int i = 0; i < 100; i++) {
      assertThat(keys.find("unknown-" + i)).isNull();
    }
    assertThat(provider.asked()).hasSize(4);
  }

  @Test
  void manyAtOnceWaitForOne() throws Exception {
    var found = new ArrayList<Future<VerificationKey>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        found.add(threads.submit(() -> keys.find("old")));
      }
    }
    for (var each : found) {
      assertThat(each.get()).isEqualTo(OLD);
    }
    assertThat(provider.asked()).hasSize(2);
  }

  @Test
  void aWithdrawnKeyIsNotFoundWhenItIsTimeToLookAgain() {
    keys.find("old");
    provider.publishes(Map.of("new", NEW));
    clock.advance(ProviderKeys.REFRESH.plusSeconds(1));
    assertThat(keys.find("old")).isNull();
  }

  @Test
  void aKeyThatChangedUnderItsNameIsTheNewOne() {
    keys.find("old");
    provider.publishes(Map.of("old", NEW));
    clock.advance(ProviderKeys.REFRESH.plusSeconds(1));
    assertThat(keys.find("old")).isEqualTo(NEW);
  }

  @Test
  void whileTheProviderIsSilentWhatItSaidLastHoldsForAnHour() {
    keys.find("old");
    provider.does(Provider.METADATA, response -> response.setStatusCode(503).end());
    clock.advance(ProviderKeys.OLDEST);
    assertThat(keys.find("old")).isEqualTo(OLD);
    clock.advance(Duration.ofSeconds(1));
    assertThat(keys.find("old")).isNull();
    provider.says(
        Provider.METADATA, Provider.metadata(provider.issuer(), provider.issuer() + Provider.JWKS));
    clock.advance(ProviderKeys.PAUSE);
    assertThat(keys.find("old")).isEqualTo(OLD);
  }

  @Test
  void metadataOfAnotherIssuerIsNotBelieved() {
    for (String other :
        List.of("https://other.example", provider.issuer() + "/", provider.issuer() + "/realm")) {
      provider.says(Provider.METADATA, Provider.metadata(other, provider.issuer() + Provider.JWKS));
      assertThat(keys.find("old")).isNull();
      clock.advance(ProviderKeys.PAUSE);
    }
    assertThat(provider.asked()).containsOnly(Provider.METADATA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254/keys",
        "https://localhost:1/keys",
        "http://127.0.0.1:1/keys",
        "https://127.0.0.1/keys",
        "file:///etc/passwd",
        "//127.0.0.1/keys",
        "/keys",
        "",
        "https://user@127.0.0.1/keys",
        "https://127.0.0.1/keys?a",
        "https://127.0.0.1/keys#a",
        "not an address"
      })
  void metadataThatPointsElsewhereIsNotFollowed(String elsewhere) {
    provider.says(Provider.METADATA, Provider.metadata(provider.issuer(), elsewhere));
    assertThat(keys.find("old")).isNull();
    assertThat(provider.asked()).containsExactly(Provider.METADATA);
  }

  @Test
  void noRedirectIsFollowed() {
    provider.says("/other", Json.Obj.with("keys", new Json.Arr(List.of())).build());
    Consumer<HttpServerResponse> away =
        response ->
            response.setStatusCode(302).putHeader("location", provider.issuer() + "/other").end();
    provider.does(Provider.JWKS, away);
    assertThat(keys.find("old")).isNull();
    provider.does(Provider.METADATA, away);
    clock.advance(ProviderKeys.PAUSE);
    assertThat(keys.find("old")).isNull();
    assertThat(provider.asked()).doesNotContain("/other");
  }

  @Test
  void anAnswerWithoutEndIsNotReadToItsEnd() {
    provider.does(
        Provider.JWKS,
        response -> {
          response.setChunked(true);
          var much = Buffer.buffer(" ".repeat(64 * 1024));
          for (int i = 0; i <= JsonFetch.BYTES_MAX / much.length(); i++) {
            response.write(much);
          }
          // And no end.
        });
    assertThat(keys.find("old")).isNull();
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedFor() throws Exception {
    try (var impatient = JsonFetch.trusting(provider.authority(), Duration.ofMillis(300))) {
      for (Consumer<HttpServerResponse> slow :
          List.<Consumer<HttpServerResponse>>of(
              response -> {}, response -> response.setChunked(true).write("{\"keys\":"))) {
        provider.does("/slow", slow);
        org.assertj.core.api.Assertions.assertThatIOException()
            .isThrownBy(() -> impatient.get(URI.create(provider.issuer() + "/slow")))
            .withMessageContaining("took longer");
      }
    }
  }

  @Test
  void aServerThatNobodyVouchesForIsNotAsked(@TempDir Path other) throws Exception {
    try (var stranger = new Provider(other);
        var distrusting =
            ProviderKeys.of(
                provider.issuer(),
                new Whereabouts.Discovered(),
                stranger.authority(),
                new JoseKeys(16)::parseIssuerKeys,
                taken::contains,
                clock)) {
      assertThat(distrusting.find("old")).isNull();
    }
    assertThat(provider.asked()).isEmpty();
  }

  @Test
  void aKeyOfSomebodyElseIsLeftOut() {
    taken.add(OLD.thumbprint());
    provider.publishes(Map.of("old", OLD, "new", NEW));
    assertThat(keys.find("old")).isNull();
    assertThat(keys.find("new")).isEqualTo(NEW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"old\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"old\"}]}",
        "{\"keys\":[],\"keys\":[]}",
        "[]",
        "<html>"
      })
  void whatIsNoKeySetLeavesTheOldKeys(String body) {
    keys.find("old");
    provider.does(Provider.JWKS, response -> response.end(body));
    clock.advance(ProviderKeys.REFRESH.plusSeconds(1));
    assertThat(keys.find("old")).isEqualTo(OLD);
  }

  @Test
  void moreKeysThanAnyProviderHasAreNone() {
    var many = new java.util.HashMap<String, VerificationKey>();
    for (int i = 0; i < 65; i++) {
      many.put("key-" + i, newKey());
    }
    provider.publishes(many);
    assertThat(keys.find("key-1")).isNull();
  }

  private ProviderKeys keys(Whereabouts whereabouts) throws Exception {
    return ProviderKeys.of(
        provider.issuer(),
        whereabouts,
        provider.authority(),
        new JoseKeys(1_000)::parseIssuerKeys,
        taken::contains,
        clock);
  }

  private static VerificationKey newKey() {
    return LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install()).publicKey();
  }
}
