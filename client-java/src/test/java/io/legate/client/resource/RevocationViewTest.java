package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.client.testing.Minted;
import io.legate.crypto.Signer;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.jose.JoseKeys;
import io.legate.jose.JoseSignatures;
import io.legate.json.Json.Obj;
import io.legate.token.ExpectedAudience;
import io.legate.token.TokenVerifier;
import io.legate.token.VerifiedTokenCache;
import io.legate.v1.Matter;
import io.legate.v1.Revocation;
import io.legate.v1.WatchRevocationsResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a verifier makes of what it is told.
class RevocationViewTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String URI = "https://erp.example/payments";

  private final Signer broker = Minted.key();
  private final Signer holder = Minted.key();
  private final RevocationView view = Minted.nothingRevoked(NOW);

  private CallVerifier verifier(RevocationView of, Heed.Known known) {
    String kid = broker.publicKey().thumbprint().value();
    return new CallVerifier(
        Minted.ISSUER,
        Minted.AUDIENCE,
        asked -> asked.equals(kid) ? broker.publicKey() : null,
        new JoseSignatures(Minted.PROVIDERS, 10),
        new JoseKeys(10),
        null,
        of,
        new Heed(Duration.ofSeconds(30), known));
  }

  private VerifiedCall verify(RevocationView of, Heed.Known known, Instant at) throws Exception {
    String token = Minted.token(broker, Minted.claims(holder.publicKey(), NOW));
    String proof = new ProofMaker(holder).make(Target.of("POST", URI).withToken(token), at);
    return verifier(of, known)
        .verify(AgentRequest.http("POST", URI, List.of("DPoP " + token), List.of(proof)), at);
  }

  private void assertRefused(RevocationView of, Instant at, Reason reason) {
    assertThatExceptionOfType(RefusedCallException.class)
        .isThrownBy(() -> verify(of, Heed.Known.REFUSE, at))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private void assertVerified() throws Exception {
    assertThat(verify(view, Heed.Known.REFUSE, NOW).standing())
        .isEqualTo(Standing.NOT_KNOWN_REVOKED);
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  private static Revocation.Builder revocation(
      Matter matter, io.legate.v1.Standing standing, String id) {
    return Revocation.newBuilder()
        .setMatter(matter)
        .setStanding(standing)
        .addIds(id)
        .setForgetAt(timestamp(NOW.plusSeconds(420)));
  }

  private static WatchRevocationsResponse told(Revocation.Builder... revocations) {
    var told = WatchRevocationsResponse.newBuilder().setAsOf(timestamp(NOW));
    for (var each : revocations) {
      told.addRevocations(each);
    }
    return told.build();
  }

  private static WatchRevocationsResponse heartbeat(Instant asOf) {
    return WatchRevocationsResponse.newBuilder().setAsOf(timestamp(asOf)).build();
  }

  private String id(Matter matter) {
    return switch (matter) {
      case MATTER_TASK -> Minted.TASK.toString();
      case MATTER_HOLDER_KEY -> holder.publicKey().thumbprint().value();
      case MATTER_CLIENT -> "orchestrator";
      case MATTER_SIGNING_KEY -> broker.publicKey().thumbprint().value();
      case MATTER_HOP, MATTER_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException();
    };
  }

  @ParameterizedTest
  @EnumSource(
      names = {"MATTER_UNSPECIFIED", "UNRECOGNIZED", "MATTER_HOP"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatHasEndedIsRefusedUntilNoTokenOfItIsLeft(Matter matter) throws Exception {
    assertVerified();
    view.accept(told(revocation(matter, io.legate.v1.Standing.STANDING_ENDED, id(matter))), NOW);
    assertRefused(view, NOW, Reason.REVOKED);
    assertThat(verify(view, Heed.Known.ASK, NOW).standing()).isEqualTo(Standing.ENDED);
    var later = NOW.plusSeconds(420);
    view.accept(heartbeat(later), later);
    assertThat(view.size()).isZero();
  }

  @Test
  void aClockThatLeapsAndComesBackForgetsNothing() throws Exception {
    view.accept(
        told(
            revocation(
                Matter.MATTER_TASK, io.legate.v1.Standing.STANDING_ENDED, id(Matter.MATTER_TASK))),
        NOW);
    var later = NOW.plusSeconds(11);
    view.accept(heartbeat(later), later.plus(Duration.ofHours(1)));
    view.accept(WatchRevocationsResponse.getDefaultInstance(), later.plus(Duration.ofHours(1)));
    view.accept(heartbeat(later.plusSeconds(1)), later.plusSeconds(1));
    assertRefused(view, later.plusSeconds(1), Reason.REVOKED);
  }

  /// Whatever of a view is there when it is asked: it has ended, or nothing is known.
  @Test
  void whatIsForgottenMeanwhileIsNotTakenForStanding() throws Exception {
    var ended =
        told(
            revocation(
                Matter.MATTER_TASK, io.legate.v1.Standing.STANDING_ENDED, id(Matter.MATTER_TASK)));
    var fresh = new RevocationView();
    var token =
        new TokenVerifier(
                new JoseSignatures(Minted.PROVIDERS, 10),
                _ -> broker.publicKey(),
                Minted.ISSUER,
                new VerifiedTokenCache(1024 * 1024))
            .verifyInstance(
                Minted.token(broker, Minted.claims(holder.publicKey(), NOW)),
                ExpectedAudience.of(Minted.AUDIENCE),
                NOW);
    var over = new AtomicBoolean();
    var writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    fresh.accept(ended, NOW);
                    fresh.forget();
                  }
                });
    try {
      for (int i = 0; i < 2_000_000; i++) {
        var known = fresh.known(token, NOW);
        if (known != null) {
          assertThat(known.standing()).isEqualTo(Standing.ENDED);
        }
      }
    } finally {
      over.set(true);
      writer.join();
    }
  }

  @Test
  void aHopIsKnownByItsId() throws Exception {
    var claims = Minted.claims(holder.publicKey(), NOW);
    String hop = Objects.requireNonNull(new Obj(claims).string("hop"));
    String token = Minted.token(broker, claims);
    String proof = new ProofMaker(holder).make(Target.of("POST", URI).withToken(token), NOW);
    var request = AgentRequest.http("POST", URI, List.of("DPoP " + token), List.of(proof));
    view.accept(
        told(revocation(Matter.MATTER_HOP, io.legate.v1.Standing.STANDING_ENDED, hop)), NOW);
    assertThatExceptionOfType(RefusedCallException.class)
        .isThrownBy(() -> verifier(view, Heed.Known.REFUSE).verify(request, NOW));
  }

  @Test
  void whatIsHeldIsRefusedUntilItIsReleased() throws Exception {
    var held =
        revocation(Matter.MATTER_TASK, io.legate.v1.Standing.STANDING_HELD, id(Matter.MATTER_TASK));
    view.accept(told(held.setCutoff(timestamp(NOW))), NOW);
    assertRefused(view, NOW, Reason.HELD);
    view.accept(
        told(
            revocation(
                Matter.MATTER_TASK,
                io.legate.v1.Standing.STANDING_RELEASED,
                id(Matter.MATTER_TASK))),
        NOW);
    assertVerified();
  }

  @Test
  void aTokenIssuedAfterTheCutoffIsOfNoConcern() throws Exception {
    var client =
        revocation(Matter.MATTER_CLIENT, io.legate.v1.Standing.STANDING_ENDED, "orchestrator");
    view.accept(told(client.setCutoff(timestamp(NOW.minusMillis(1)))), NOW);
    assertVerified();
    view.accept(told(client.setCutoff(timestamp(NOW.plusMillis(999)))), NOW);
    assertRefused(view, NOW, Reason.REVOKED);
  }

  @Test
  void aViewThatHasHeardNothingVerifiesNothing() {
    assertRefused(new RevocationView(), NOW, Reason.REVOCATIONS_UNKNOWN);
  }

  @Test
  void knowledgeThatIsTooOldVerifiesNothing() throws Exception {
    var call = verify(view, Heed.Known.REFUSE, NOW.plusSeconds(30));
    assertThat(call.freshness().asOf()).isEqualTo(NOW);
    assertThat(call.freshness().age()).isEqualTo(Duration.ofSeconds(30));
    assertRefused(view, NOW.plusSeconds(30).plusNanos(1), Reason.REVOCATIONS_UNKNOWN);
  }

  @Test
  void everythingIsKnownOnceItIsSaidToBe() throws Exception {
    var fresh = new RevocationView();
    var begin = WatchRevocationsResponse.newBuilder().setAnew(true);
    fresh.accept(begin.build(), NOW);
    assertRefused(fresh, NOW, Reason.REVOCATIONS_UNKNOWN);
    fresh.accept(told(), NOW);
    assertThat(verify(fresh, Heed.Known.REFUSE, NOW).freshness().asOf()).isEqualTo(NOW);
  }

  @Test
  void whileEverythingIsToldAnewWhatWasKnownIsRefusedStill() throws Exception {
    view.accept(
        told(
            revocation(
                Matter.MATTER_TASK, io.legate.v1.Standing.STANDING_ENDED, id(Matter.MATTER_TASK))),
        NOW);
    var anew =
        WatchRevocationsResponse.newBuilder()
            .setAnew(true)
            .setCursor(ByteString.copyFromUtf8("c"))
            .addRevocations(
                revocation(
                    Matter.MATTER_CLIENT, io.legate.v1.Standing.STANDING_HELD, "agent:action"));
    view.accept(anew.build(), NOW);
    assertRefused(view, NOW, Reason.REVOKED);
    view.accept(told(), NOW);
    assertRefused(view, NOW, Reason.HELD);
  }

  @Test
  void aViewThatIsFullKnowsNothingAndSaysSo() throws Exception {
    var small = new RevocationView(2);
    small.accept(told(), NOW);
    var many = revocation(Matter.MATTER_HOP, io.legate.v1.Standing.STANDING_ENDED, "1");
    assertThat(small.accept(told(many.addIds("2")), NOW)).isTrue();
    assertThat(small.accept(told(many.addIds("3")), NOW)).isFalse();
    assertRefused(small, NOW, Reason.REVOCATIONS_UNKNOWN);
    assertThat(small.cursor()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void whatItDoesNotUnderstandMakesAViewWorthNothing() throws Exception {
    var unknown = revocation(Matter.MATTER_HOP, io.legate.v1.Standing.STANDING_ENDED, "1");
    assertThat(view.accept(told(unknown.setMatterValue(77)), NOW)).isFalse();
    assertRefused(view, NOW, Reason.REVOCATIONS_UNKNOWN);
  }
}
