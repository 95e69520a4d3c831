package io.legate.client.resource;

import static io.legate.v1.Outcome.OUTCOME_EXECUTED;
import static io.legate.v1.Outcome.OUTCOME_NOT_EXECUTED;
import static io.legate.v1.Outcome.OUTCOME_UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.legate.boundary.ActionRequest;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.client.resource.Permit.Grounds;
import io.legate.json.Json.Obj;
import io.legate.v1.SettleRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PermitTest {

  private static final Obj ARGUMENTS = Obj.with("amount", "118.00").build();
  private static final ActionRequest DECIDED =
      new ActionRequest("payments.create", "https://erp.example", "invoice://acme/1", ARGUMENTS);
  private static final long BEGIN_BEFORE = 5_000_000_000L;

  private final List<SettleRequest> settled = new ArrayList<>();
  private final AtomicInteger done = new AtomicInteger();
  private long nanos;

  private Permit permit(Obj... obligations) {
    return permit(settled::add, obligations);
  }

  private Permit permit(Permit.Settler settler, Obj... obligations) {
    var grounds =
        new Grounds("d.1", "r-1", DECIDED.digest(), List.of(obligations), 0, BEGIN_BEFORE);
    return new Permit(DECIDED, grounds, settler, () -> nanos);
  }

  private void assertNotPermitted(Permit permit, Obj arguments, Obligations duties, String code) {
    assertThatExceptionOfType(NotPermittedException.class)
        .isThrownBy(() -> permit.execute(arguments, duties, _ -> done.incrementAndGet()))
        .satisfies(e -> assertThat(e.refusal().reasons().getFirst().code()).isEqualTo(code));
    assertThat(done).hasValue(0);
  }

  @Test
  void theWorkIsDoneAndSettled() throws Exception {
    var permit = permit();
    int result = permit.execute(ARGUMENTS, Obligations.NONE, _ -> done.incrementAndGet());
    assertThat(result).isEqualTo(1);
    assertThat(settled).hasSize(1);
    assertThat(settled.getFirst().getOutcome()).isEqualTo(OUTCOME_EXECUTED);
    assertThat(settled.getFirst().getDecisionId()).isEqualTo("d.1");
    assertThat(permit.isSettled()).isTrue();
  }

  @Test
  void aPermitIsGoodOnceAndSettledOnce() throws Exception {
    var permit = permit();
    permit.execute(ARGUMENTS, Obligations.NONE, _ -> true);
    assertNotPermitted(permit, ARGUMENTS, Obligations.NONE, "permit_used");
    permit.decline();
    permit.settleAgain();
    assertThat(settled).hasSize(1);
  }

  @Test
  void argumentsThatChangedSinceTheDecisionAreRefused() {
    var other = Obj.with("amount", "1180.00").build();
    assertNotPermitted(permit(), other, Obligations.NONE, "arguments_changed");
    assertThat(settled.getFirst().getOutcome()).isEqualTo(OUTCOME_NOT_EXECUTED);
  }

  @Test
  void anArgumentTheDecisionDidNotSeeIsRefused() {
    var more = Obj.with("amount", "118.00").with("iban", "DE00").build();
    assertNotPermitted(permit(), more, Obligations.NONE, "arguments_changed");
  }

  @Test
  void theLastInstantToBeginIsBeforeTheEnd() throws Exception {
    nanos = BEGIN_BEFORE - 1;
    boolean inTime = permit().execute(ARGUMENTS, Obligations.NONE, _ -> true);
    assertThat(inTime).isTrue();
    nanos = BEGIN_BEFORE;
    assertNotPermitted(permit(), ARGUMENTS, Obligations.NONE, "decision_expired");
  }

  @Test
  void aClockThatWrapsDoesNotLengthenThePermit() {
    nanos = Long.MIN_VALUE;
    var grounds = new Grounds("d.1", "r-1", DECIDED.digest(), List.of(), 0, Long.MAX_VALUE);
    var late = new Permit(DECIDED, grounds, settled::add, () -> nanos);
    assertNotPermitted(late, ARGUMENTS, Obligations.NONE, "decision_expired");
  }

  @Test
  void anUnknownObligationIsADenial() {
    var mask = Obj.with("type", "mask").build();
    assertNotPermitted(permit(mask), ARGUMENTS, Obligations.NONE, "obligation_unknown");
    var nameless = Obj.with("kind", "mask").build();
    assertNotPermitted(permit(nameless), ARGUMENTS, Obligations.NONE, "obligation_unknown");
    assertThat(settled).extracting(SettleRequest::getOutcome).containsOnly(OUTCOME_NOT_EXECUTED);
  }

  @Test
  void anObligationThatIsNotMetIsADenial() {
    var duties =
        new Obligations(
            Map.of(
                "mask",
                _ -> {
                  throw new IOException("no such field");
                }));
    assertNotPermitted(
        permit(Obj.with("type", "mask").build()), ARGUMENTS, duties, "obligation_unmet");
  }

  @Test
  void obligationsAreMetBeforeTheWorkAndInTime() {
    var slow = new Obligations(Map.of("mask", _ -> nanos = BEGIN_BEFORE));
    assertNotPermitted(
        permit(Obj.with("type", "mask").build()), ARGUMENTS, slow, "decision_expired");
  }

  @Test
  void workThatFailsMayHaveHappened() {
    assertThatIOException()
        .isThrownBy(
            () ->
                permit()
                    .execute(
                        ARGUMENTS,
                        Obligations.NONE,
                        _ -> {
                          throw new IOException("connection lost");
                        }));
    assertThat(settled.getFirst().getOutcome()).isEqualTo(OUTCOME_UNKNOWN);
  }

  @Test
  void onlyTheWorkCanSayThatNothingHappened() {
    assertThatIOException()
        .isThrownBy(
            () ->
                permit()
                    .execute(
                        ARGUMENTS,
                        Obligations.NONE,
                        outcome -> {
                          outcome.notExecuted();
                          throw new IOException("no such order");
                        }));
    assertThat(settled.getFirst().getOutcome()).isEqualTo(OUTCOME_NOT_EXECUTED);
  }

  @Test
  void theWorkTellsWhatItSpentAndDisclosed() throws Exception {
    permit()
        .execute(
            ARGUMENTS,
            Obligations.NONE,
            outcome -> {
              outcome.spent("amount", "117.50");
              outcome.rows(3);
              outcome.disclosed("erp.vendors", Obj.with("id", "V-1").build());
              return true;
            });
    var request = settled.getFirst();
    assertThat(request.getAmountsMap()).containsExactly(Map.entry("amount", "117.50"));
    assertThat(request.getRows()).isEqualTo(3);
    assertThat(request.getDisclosures(0).getRecord()).isEqualTo("{\"id\":\"V-1\"}");
  }

  @Test
  void whatCannotBeSettledDoesNotUndoTheWorkAndIsSettledLaterUnderTheSameId() throws Exception {
    var attempts = new AtomicInteger();
    var permit =
        permit(
            request -> {
              if (attempts.getAndIncrement() == 0) {
                throw new BrokerException(Code.UNAVAILABLE, "connection_failed", "it is gone");
              }
              settled.add(request);
            });
    boolean worked = permit.execute(ARGUMENTS, Obligations.NONE, _ -> true);
    assertThat(worked).isTrue();
    assertThat(permit.isSettled()).isFalse();
    permit.settleAgain();
    assertThat(permit.isSettled()).isTrue();
    assertThat(settled.getFirst().getRequestId()).isEqualTo("r-1");
  }
}
