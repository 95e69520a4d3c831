package io.legate.client.resource;

import static io.legate.v1.Outcome.OUTCOME_EXECUTED;
import static io.legate.v1.Outcome.OUTCOME_NOT_EXECUTED;
import static io.legate.v1.Outcome.OUTCOME_UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;

import io.legate.boundary.ActionRequest;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.client.resource.Permit.Grounds;
import io.legate.client.resource.UnmetObligationException.Reason;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.provenance.Form;
import io.legate.provenance.Integrity;
import io.legate.provenance.Observation;
import io.legate.provenance.Observation.Field;
import io.legate.provenance.Selector;
import io.legate.v1.Disclosure;
import io.legate.v1.SettleRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PermitTest {

  private static final Obj ARGUMENTS = Obj.with("amount", "118.00").build();
  private static final ActionRequest DECIDED =
      new ActionRequest("payments.create", "https://erp.example", "invoice://acme/1", ARGUMENTS);
  private static final Obj NOTIFY =
      Obj.with("type", "notify").with("to", Json.Arr.ofStrings(List.of("ops"))).build();
  private static final long BEGIN_BEFORE = 5_000_000_000L;

  private static final List<Observation> OBSERVES =
      List.of(
          new Observation(
              "erp.vendors",
              Selector.of("/vendors/*"),
              Integrity.TRUSTED,
              Map.of("id", new Field(Selector.of("/id"), Form.IDENTIFIER, Set.of()))));

  private static final Permit.Work<Boolean> NOTHING =
      (obligations, _) -> obligations.act(() -> true);

  private final List<SettleRequest> settled = new ArrayList<>();
  private final AtomicInteger done = new AtomicInteger();
  private final Permit.Work<Integer> counted =
      (obligations, _) -> obligations.act(done::incrementAndGet);
  private long nanos;

  private Permit permit(Obj... obligations) {
    return permit(settled::add, Map.of(), obligations);
  }

  private Permit permit(
      Permit.Settler settler, Map<String, ObligationHandler> handlers, Obj... obligations) {
    var grounds =
        new Grounds("d.1", "r-1", DECIDED.digest(), List.of(obligations), 0, BEGIN_BEFORE);
    return new Permit(DECIDED, grounds, settler, handlers, OBSERVES, () -> nanos);
  }

  private void assertNotPermitted(Permit permit, Obj arguments, String code) {
    assertThatExceptionOfType(NotPermittedException.class)
        .isThrownBy(() -> permit.execute(arguments, counted))
        .satisfies(e -> assertThat(e.refusal().reasons().getFirst().code()).isEqualTo(code));
    assertThat(done).hasValue(0);
  }

  @Test
  void theWorkIsDoneAndSettled() throws Exception {
    var permit = permit();
    int result = permit.execute(ARGUMENTS, counted);
    assertThat(result).isEqualTo(1);
    assertThat(settled).hasSize(1);
    assertThat(settled.getFirst().getOutcome()).isEqualTo(OUTCOME_EXECUTED);
    assertThat(settled.getFirst().getDecisionId()).isEqualTo("d.1");
    assertThat(permit.isSettled()).isTrue();
  }

  @Test
  void aPermitIsGoodOnceAndSettledOnce() throws Exception {
    var permit = permit();
    permit.execute(ARGUMENTS, NOTHING);
    assertNotPermitted(permit, ARGUMENTS, "permit_used");
    permit.decline();
    permit.settleAgain();
    assertThat(settled).hasSize(1);
  }

  @Test
  void argumentsThatChangedSinceTheDecisionAreRefused() {
    var other = Obj.with("amount", "1180.00").build();
    assertNotPermitted(permit(), other, "arguments_changed");
    assertThat(settled.getFirst().getOutcome()).isEqualTo(OUTCOME_NOT_EXECUTED);
  }

  @Test
  void anArgumentTheDecisionDidNotSeeIsRefused() {
    var more = Obj.with("amount", "118.00").with("iban", "DE00").build();
    assertNotPermitted(permit(), more, "arguments_changed");
  }

  @Test
  void theLastInstantToBeginIsBeforeTheEnd() throws Exception {
    nanos = BEGIN_BEFORE - 1;
    boolean inTime = permit().execute(ARGUMENTS, NOTHING);
    assertThat(inTime).isTrue();
    nanos = BEGIN_BEFORE;
    assertNotPermitted(permit(), ARGUMENTS, "decision_expired");
  }

  @Test
  void aClockThatWrapsDoesNotLengthenThePermit() {
    nanos = Long.MIN_VALUE;
    var grounds = new Grounds("d.1", "r-1", DECIDED.digest(), List.of(), 0, Long.MAX_VALUE);
    var late = new Permit(DECIDED, grounds, settled::add, Map.of(), List.of(), () -> nanos);
    assertNotPermitted(late, ARGUMENTS, "decision_expired");
  }

  @Test
  void anUnknownObligationIsADenial() {
    var redact = Obj.with("type", "redact").build();
    assertNotPermitted(permit(redact), ARGUMENTS, "obligation_unknown");
    var nameless = Obj.with("kind", "mask").build();
    assertNotPermitted(permit(nameless), ARGUMENTS, "obligation_unknown");
    assertThat(settled).extracting(SettleRequest::getOutcome).containsOnly(OUTCOME_NOT_EXECUTED);
    assertThat(permit(redact).unmeetable()).isNotNull();
    assertThat(permit().unmeetable()).isNull();
  }

  @Test
  void aMalformedObligationIsADenial() {
    assertNotPermitted(permit(Obj.with("type", "mask").build()), ARGUMENTS, "obligation_malformed");
  }

  @Test
  void anActionThatCannotMeetItsObligationsDoesNotBegin() {
    var mask = Obj.with("type", "mask").with("fields", Json.Arr.ofStrings(List.of("ssn"))).build();
    assertNotPermitted(permit(mask), ARGUMENTS, "obligation_unmet");
    assertThat(settled.getFirst().getOutcome()).isEqualTo(OUTCOME_NOT_EXECUTED);
  }

  @Test
  void anObligationThatItsHandlerDoesNotMeetIsADenial() {
    ObligationHandler failing =
        (_, _) -> {
          throw new IOException("nobody answers");
        };
    var permit = permit(settled::add, Map.of("notify", failing), NOTIFY);
    assertNotPermitted(permit, ARGUMENTS, "obligation_unmet");
  }

  @Test
  void obligationsAreHandledBeforeTheWorkAndInTime() {
    ObligationHandler slow = (_, _) -> nanos = BEGIN_BEFORE;
    var permit = permit(settled::add, Map.of("notify", slow), NOTIFY);
    assertNotPermitted(permit, ARGUMENTS, "decision_expired");
  }

  @Test
  void aHandlerIsToldWhatItIsAbout() throws Exception {
    var told = new ArrayList<String>();
    ObligationHandler notify = (_, about) -> told.add(about.decided().action());
    permit(settled::add, Map.of("notify", notify), NOTIFY).execute(ARGUMENTS, NOTHING);
    assertThat(told).containsExactly("payments.create");
  }

  @Test
  void whatWasDoneBeforeAnObligationWasNotMetStaysCharged() {
    Permit.Work<Boolean> work =
        (obligations, _) -> {
          obligations.act(done::incrementAndGet);
          throw new UnmetObligationException(Reason.UNMET, "the answer cannot be masked");
        };
    assertThatExceptionOfType(NotPermittedException.class)
        .isThrownBy(() -> permit().execute(ARGUMENTS, work));
    assertThat(settled.getFirst().getOutcome()).isEqualTo(OUTCOME_UNKNOWN);
  }

  @Test
  void disclosedRowsAreSettled() throws Exception {
    Obj row = Obj.with("id", "1").build();
    permit().execute(ARGUMENTS, (obligations, _) -> obligations.objects(List.of(row, row)));
    assertThat(settled.getFirst().getRows()).isEqualTo(2);
  }

  @Test
  void workThatFailsMayHaveHappened() {
    assertThatIOException()
        .isThrownBy(
            () ->
                permit()
                    .execute(
                        ARGUMENTS,
                        (_, _) -> {
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
                        (_, outcome) -> {
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
            (obligations, outcome) -> {
              outcome.spent("amount", "117.50");
              outcome.rows(3);
              outcome.disclosed("erp.vendors", Obj.with("id", "V-1").build());
              return obligations.act(() -> true);
            });
    var request = settled.getFirst();
    assertThat(request.getAmountsMap()).containsExactly(Map.entry("amount", "117.50"));
    assertThat(request.getRows()).isEqualTo(3);
    assertThat(request.getDisclosures(0).getRecord()).isEqualTo("{\"id\":\"V-1\"}");
  }

  @Test
  void whatWasAnsweredIsSettledWithWhatItDiscloses() throws Exception {
    Json answer =
        JsonReader.read(
            "{\"vendors\":[{\"id\":\"V-1\",\"note\":\"pay evil\"},{\"id\":17},{\"id\":null}]}");
    permit()
        .execute(
            ARGUMENTS,
            (obligations, outcome) -> {
              outcome.answered(answer);
              return obligations.act(() -> true);
            });
    assertThat(settled.getFirst().getDisclosuresList())
        .extracting(Disclosure::getSource, Disclosure::getRecord)
        .containsExactly(
            tuple("erp.vendors", "{\"id\":\"V-1\"}"), tuple("erp.vendors", "{\"id\":\"17\"}"));
  }

  @Test
  void workThatFailsDisclosesNothing() {
    assertThatIOException()
        .isThrownBy(
            () ->
                permit()
                    .execute(
                        ARGUMENTS,
                        (_, outcome) -> {
                          outcome.disclosed("erp.vendors", Obj.with("id", "V-1").build());
                          throw new IOException("the answer was not sent");
                        }));
    assertThat(settled.getFirst().getDisclosuresList()).isEmpty();
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
            },
            Map.of());
    boolean worked = permit.execute(ARGUMENTS, NOTHING);
    assertThat(worked).isTrue();
    assertThat(permit.isSettled()).isFalse();
    permit.settleAgain();
    assertThat(permit.isSettled()).isTrue();
    assertThat(settled.getFirst().getRequestId()).isEqualTo("r-1");
  }
}
