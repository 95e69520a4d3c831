package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.legate.boundary.ActionRequest;
import io.legate.client.broker.BrokerException;
import io.legate.json.Json.Obj;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.Check;
import io.legate.v1.Decision;
import io.legate.v1.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private static final ActionRequest ASKED =
      new ActionRequest(
          "payments.create",
          "https://erp.example",
          "invoice://acme/1",
          Obj.with("amount", "118.00").build());

  private static Answer read(AuthorizeResponse.Builder response) throws BrokerException {
    return Answers.read(
        ASKED, response.build(), 0, "r-1", _ -> {}, Map.of(), List.of(), () -> 4_999_999_999L);
  }

  private static AuthorizeResponse.Builder allow() {
    return AuthorizeResponse.newBuilder()
        .setDecision(Decision.DECISION_ALLOW)
        .setDecisionId("d.1")
        .setDigest(ASKED.digest())
        .setExecuteWithin(Duration.newBuilder().setSeconds(5));
  }

  private static void assertUnreadable(AuthorizeResponse.Builder response) {
    assertThatExceptionOfType(BrokerException.class).isThrownBy(() -> read(response));
  }

  @Test
  void anAllowIsAPermitUntilItsTimeToBegin() throws Exception {
    var permit = read(allow()).orThrow();
    assertThat(permit.decisionId()).isEqualTo("d.1");
    boolean done =
        permit.execute(ASKED.arguments(), (obligations, _) -> obligations.act(() -> true));
    assertThat(done).isTrue();
  }

  @Test
  void anAllowThatNamesNoTimeHasNone() throws Exception {
    var permit = read(allow().clearExecuteWithin()).orThrow();
    assertThatExceptionOfType(NotPermittedException.class)
        .isThrownBy(
            () ->
                permit.execute(ASKED.arguments(), (obligations, _) -> obligations.act(() -> true)));
  }

  @Test
  void anAnswerWithoutADecisionIsNone() {
    assertUnreadable(allow().clearDecision());
    assertUnreadable(allow().setDecisionValue(17));
  }

  @Test
  void anAllowOfAnotherActionIsNone() {
    assertUnreadable(allow().setDigest("sha-256:" + "A".repeat(43)));
    assertUnreadable(allow().clearDigest());
  }

  @Test
  void anObligationThatCannotBeReadIsNoPermit() {
    assertUnreadable(allow().addObligations("{\"type\":\"mask\",\"type\":\"none\"}"));
    assertUnreadable(allow().addObligations("[]"));
  }

  @Test
  void aRefusalWithoutAReasonIsMalformed() {
    assertUnreadable(AuthorizeResponse.newBuilder().setDecision(Decision.DECISION_DENY));
  }

  @Test
  void aRefusalSaysWhyAndWhen() throws Exception {
    var response =
        AuthorizeResponse.newBuilder()
            .setDecision(Decision.DECISION_RATE_LIMITED)
            .setRetryAt(Timestamp.newBuilder().setSeconds(60))
            .addReasons(
                Reason.newBuilder()
                    .setCode("limit_spent")
                    .setSentence("the limit `payments` is spent")
                    .setCheck(Check.CHECK_LIMIT));
    var refusal = (Refusal) read(response);
    assertThat(refusal.decision()).isEqualTo(Refusal.Decision.RATE_LIMITED);
    assertThat(refusal.retryAt()).isEqualTo(Instant.ofEpochSecond(60));
    assertThat(refusal.reasons().getFirst().check()).isEqualTo("limit");
    assertThatExceptionOfType(NotPermittedException.class).isThrownBy(refusal::orThrow);
  }
}
