package io.legate.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.crypto.Sha256;
import io.legate.crypto.Thumbprint;
import io.legate.dpop.DpopException.Reason;
import io.legate.dpop.ExpectedRequest.BoundToken;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.jose.TestKeys;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.vectors.Vectors;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The three proofs that RFC 9449 prints, at the time they were made.
class Rfc9449Test {

  private final DpopVerifier verifier = new DpopVerifier(TestKeys.SIGNATURES, TestKeys.KEYS);

  @Test
  void printedProofsVerify() throws Exception {
    Obj file = Vectors.object("rfc9449/proofs.json");
    var jkt = new Thumbprint(string(file, "jkt"));
    var proofs = ((Arr) Objects.requireNonNull(file.get("proofs"))).items();
    assertThat(proofs).hasSize(3);
    for (var item : proofs) {
      Obj vector = (Obj) item;
      var proof =
          verifier.verify(List.of(string(vector, "proof")), expected(vector, jkt), at(vector, 0));
      assertThat(proof.thumbprint()).isEqualTo(jkt);
      assertThat(proof.jti()).isEqualTo(string(vector, "jti"));
      assertThat(proof.issuedAt()).isEqualTo(at(vector, 0));
    }
  }

  @Test
  void printedProofsAreRefusedAtAnyOtherTimeTokenOrKey() {
    Obj file = Vectors.object("rfc9449/proofs.json");
    var jkt = new Thumbprint(string(file, "jkt"));
    Obj vector = (Obj) ((Arr) Objects.requireNonNull(file.get("proofs"))).items().get(2);
    var other = TestKeys.es256().publicKey().thumbprint();
    assertThat(reason(vector, expected(vector, jkt), at(vector, 61))).isEqualTo(Reason.TOO_OLD);
    assertThat(reason(vector, expected(vector, jkt), at(vector, -11)))
        .isEqualTo(Reason.FROM_THE_FUTURE);
    assertThat(reason(vector, expected(vector, other), at(vector, 0))).isEqualTo(Reason.BINDING);
  }

  private @Nullable Reason reason(Obj vector, ExpectedRequest expected, Instant now) {
    var refusal =
        catchThrowableOfType(
            DpopException.class,
            () -> verifier.verify(List.of(string(vector, "proof")), expected, now));
    return refusal == null ? null : refusal.reason();
  }

  private static ExpectedRequest expected(Obj vector, Thumbprint jkt) {
    String token = vector.string("access_token");
    return new ExpectedRequest(
        string(vector, "htm"),
        string(vector, "htu"),
        UriRule.NORMALISED,
        new NoncePolicy.NotOurs(),
        token == null ? null : new BoundToken(Sha256.base64Url(token), jkt));
  }

  private static Instant at(Obj vector, long later) {
    var iat = (Num) Objects.requireNonNull(vector.get("iat"));
    return Instant.ofEpochSecond(Long.parseLong(iat.text()) + later);
  }

  private static String string(Obj from, String name) {
    return Objects.requireNonNull(from.string(name), name);
  }
}
