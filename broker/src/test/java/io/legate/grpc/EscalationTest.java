package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.approval.ApprovalMaker.Beyond;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.revoke.TaskSteering.Order;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.Decision;
import io.legate.v1.EscalationStatus;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// An escalation from the ask to the retry, through real gRPC, with its exact outcome in the
/// ledger.
class EscalationTest extends Approving {

  private static final String FOUR_HUNDRED = "{\"amount\":\"400.00\"}";

  @Test
  void anApprovalBuysOneAllow() throws Exception {
    var hop = hop(ONE);
    String id = escalated(hop, FOUR_HUNDRED).getEscalationId();
    assertThat(approve("fin-1", id)).isEqualTo(EscalationStatus.ESCALATION_STATUS_APPROVED);
    assertThat(decision(hop, FOUR_HUNDRED)).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(seen("fin-1", id).getStatus()).isEqualTo(EscalationStatus.ESCALATION_STATUS_SPENT);
    String next = escalated(hop, FOUR_HUNDRED).getEscalationId();
    assertThat(next).isNotEqualTo(id);
    assertThat(record(hop.task()))
        .containsExactly(
            "decided:escalate",
            "asked",
            "approved",
            "decided:allow",
            "spent",
            "decided:escalate",
            "asked");
  }

  @Test
  void anApproverSeesExactlyWhatWouldRun() throws Exception {
    var hop = hop(ONE);
    var answer = escalated(hop, FOUR_HUNDRED);
    var seen = pending("fin-1").getFirst();
    assertThat(seen.getEscalationId()).isEqualTo(answer.getEscalationId());
    assertThat(seen.getAction())
        .isEqualTo(
            "{\"action\":\"payments.create\",\"arguments\":{\"amount\":\"400.00\"},"
                + "\"resource\":\"erp://acme/invoices/i1\"}");
    assertThat(seen.getDigest()).isEqualTo(answer.getDigest());
    assertThat(seen.getActorsList()).containsExactly("research", "orchestrator");
    assertThat(seen.getSubject()).isEqualTo("orchestrator");
    assertThat(seen.getPurpose()).isEqualTo("pay the invoices of November");
    assertThat(seen.getResourceServer()).isEqualTo("rs:erp");
    assertThat(seen.getDetails(0).getApproversList()).containsExactly("role:finance");
    assertThat(pending("legal-1")).isEmpty();
    assertRefused(get("legal-1", answer.getEscalationId()), GrpcStatus.NOT_FOUND, "not_found");
    assertRefused(
        get("ops", answer.getEscalationId()), GrpcStatus.PERMISSION_DENIED, "unauthorized_client");
  }

  @Test
  void askingAgainWhileItWaitsAnswersTheSameAndRecordsNothing() throws Exception {
    var hop = hop(ONE);
    var first = escalated(hop, FOUR_HUNDRED);
    int before = events(hop.task()).size();
    for (int i = 0; i < 5; i++) {
      var again = escalated(hop, FOUR_HUNDRED);
      assertThat(again.getEscalationId()).isEqualTo(first.getEscalationId());
      assertThat(again.getDecisionId()).isEqualTo(first.getDecisionId());
    }
    assertThat(events(hop.task())).hasSize(before);
  }

  @Test
  void aParameterChangedAfterTheApprovalIsAnotherAction() throws Exception {
    var hop = hop(ONE);
    String id = escalated(hop, FOUR_HUNDRED).getEscalationId();
    approve("fin-1", id);
    var changed = escalated(hop, "{\"amount\":\"400.01\"}");
    assertThat(changed.getEscalationId()).isNotEqualTo(id);
    assertThat(decision(hop, FOUR_HUNDRED)).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(record(hop.task()))
        .containsExactly(
            "decided:escalate",
            "asked",
            "approved",
            "decided:escalate",
            "asked",
            "decided:allow",
            "spent");
  }

  @Test
  void anApprovalThatIsSentAgainCountsOnce() throws Exception {
    var hop = hop(approved("{\"approvers\":[\"role:finance\"],\"quorum\":2}"));
    String id = escalated(hop, FOUR_HUNDRED).getEscalationId();
    String approval = signed("fin-1", seen("fin-1", id), true);
    assertThat(send("fin-1", id, approval).status()).isEqualTo(GrpcStatus.OK);
    assertRefused(send("fin-1", id, approval), GrpcStatus.FAILED_PRECONDITION, "already_answered");
    // By somebody else it is not even that person's.
    assertRefused(send("fin-2", id, approval), GrpcStatus.INVALID_ARGUMENT, "invalid_approval");
    assertThat(seen("fin-2", id).getApprovedCount()).isOne();
    assertThat(record(hop.task())).containsExactly("decided:escalate", "asked", "approved");
  }

  @Test
  void anApprovalOfOneEscalationIsNoneOfTheNext() throws Exception {
    var hop = hop(ONE);
    String first = escalated(hop, FOUR_HUNDRED).getEscalationId();
    String approval = signed("fin-1", seen("fin-1", first), true);
    send("fin-1", first, approval);
    decided(hop, FOUR_HUNDRED);
    String next = escalated(hop, FOUR_HUNDRED).getEscalationId();
    assertRefused(send("fin-1", next, approval), GrpcStatus.INVALID_ARGUMENT, "invalid_approval");
    assertThat(seen("fin-1", next).getStatus())
        .isEqualTo(EscalationStatus.ESCALATION_STATUS_PENDING);
  }

  @Test
  void silenceIsADenial() throws Exception {
    var hop =
        hop(approved("{\"approvers\":[\"role:finance\"],\"quorum\":1,\"answer_within\":\"PT1M\"}"));
    String id = escalated(hop, FOUR_HUNDRED).getEscalationId();
    String approval = signed("fin-1", seen("fin-1", id), true);
    site.clock.advance(Duration.ofSeconds(60));
    assertRefused(send("fin-1", id, approval), GrpcStatus.FAILED_PRECONDITION, "lapsed");
    var retry = decided(hop, FOUR_HUNDRED);
    assertThat(retry.getDecision()).isEqualTo(Decision.DECISION_DENY);
    assertThat(retry.getReasons(0).getCode()).isEqualTo("approval_lapsed");
    assertThat(pending("fin-1")).isEmpty();
    assertThat(seen("fin-1", id).getStatus()).isEqualTo(EscalationStatus.ESCALATION_STATUS_LAPSED);
    assertThat(record(hop.task())).containsExactly("decided:escalate", "asked", "decided:deny");
  }

  @Test
  void oneDenialDenies() throws Exception {
    var hop = hop(approved("{\"approvers\":[\"role:finance\"],\"quorum\":2}"));
    String id = escalated(hop, FOUR_HUNDRED).getEscalationId();
    approve("fin-1", id);
    assertThat(answer("fin-2", id, false).message().getStatus())
        .isEqualTo(EscalationStatus.ESCALATION_STATUS_DENIED);
    assertRefused(answer("fin-3", id, true), GrpcStatus.FAILED_PRECONDITION, "already_answered");
    var retry = decided(hop, FOUR_HUNDRED);
    assertThat(retry.getDecision()).isEqualTo(Decision.DECISION_DENY);
    assertThat(retry.getReasons(0).getCode()).isEqualTo("approval_denied");
  }

  @Test
  void whoAsksDoesNotApprove() throws Exception {
    var hop = hop(approved("{\"approvers\":[\"research\",\"role:finance\"],\"quorum\":1}"));
    var seen = seen("fin-1", escalated(hop, FOUR_HUNDRED).getEscalationId());
    // The agent that asks, another actor of its chain, and an agent of no part in it.
    for (String agent : List.of("research", "orchestrator", "other")) {
      String approval = signed(agent, seen, true);
      assertRefused(
          send(agent, seen.getEscalationId(), approval),
          GrpcStatus.PERMISSION_DENIED,
          "unauthorized_client");
    }
    assertThat(record(hop.task())).containsExactly("decided:escalate", "asked");
  }

  @Test
  void theKeyOfAnActorOfTheChainDoesNotApprove() throws Exception {
    var hop = hop(ONE);
    var seen = seen("fin-1", escalated(hop, FOUR_HUNDRED).getEscalationId());
    String approval = signed("fin-1", site.signer("research"), seen, true, Beyond.NOTHING);
    assertRefused(
        send("fin-1", seen.getEscalationId(), approval),
        GrpcStatus.INVALID_ARGUMENT,
        "invalid_approval");
    // Were the actor's key registered for the approver, it would still be the actor's.
    site.clients.addKey("fin-1", site.key("research"));
    assertRefused(
        send("fin-1", seen.getEscalationId(), approval),
        GrpcStatus.PERMISSION_DENIED,
        "actor_of_the_chain");
    assertThat(record(hop.task())).containsExactly("decided:escalate", "asked");
  }

  @Test
  void aQuorumOfTwoIsTwoPeopleAndTwoKeys() throws Exception {
    var spare = LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install());
    site.clients.addKey("fin-1", spare.publicKey());
    site.announceApprovers();
    var hop = hop(approved("{\"approvers\":[\"role:finance\"],\"quorum\":2}"));
    String id = escalated(hop, FOUR_HUNDRED).getEscalationId();
    assertThat(approve("fin-1", id)).isEqualTo(EscalationStatus.ESCALATION_STATUS_PENDING);
    String second = signed("fin-1", spare, seen("fin-1", id), true, Beyond.NOTHING);
    assertRefused(send("fin-1", id, second), GrpcStatus.FAILED_PRECONDITION, "already_answered");
    assertThat(decision(hop, FOUR_HUNDRED)).isEqualTo(Decision.DECISION_ESCALATE);
    assertThat(approve("fin-2", id)).isEqualTo(EscalationStatus.ESCALATION_STATUS_APPROVED);
    assertThat(decision(hop, FOUR_HUNDRED)).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(record(hop.task()))
        .containsExactly(
            "decided:escalate", "asked", "approved", "approved", "decided:allow", "spent");
  }

  @Test
  void nothingIsApprovedAfterTheTaskWasStopped() throws Exception {
    for (String how : List.of("revoke", "complete", "suspend", "expire")) {
      var hop = hop(ONE);
      String id = escalated(hop, FOUR_HUNDRED).getEscalationId();
      String approved = escalated(hop, "{\"amount\":\"300.00\"}").getEscalationId();
      approve("fin-1", approved);
      String approval = signed("fin-1", seen("fin-1", id), true);
      var order =
          new Order(site.caller("orchestrator"), site.requestId(), hop.task(), null, "stop");
      switch (how) {
        case "revoke" -> site.use.steering().revoke(order);
        case "complete" -> site.use.steering().complete(order);
        case "suspend" -> site.use.steering().suspend(order);
        default -> {
          site.clock.advance(Duration.ofHours(2));
          approval = signed("fin-1", seen("fin-1", id), true);
        }
      }
      assertRefused(send("fin-1", id, approval), GrpcStatus.FAILED_PRECONDITION, "task_closed");
      assertThat(pending("fin-1")).as(how).isEmpty();
      if (!how.equals("expire")) {
        assertThat(decision(hop, "{\"amount\":\"300.00\"}")).isEqualTo(Decision.DECISION_DENY);
        assertThat(seen("fin-1", approved).getStatus())
            .isEqualTo(EscalationStatus.ESCALATION_STATUS_CLOSED);
      }
      assertThat(record(hop.task())).doesNotContain("decided:allow", "spent");
    }
  }

  @Test
  void sixtyFourIdenticalAsksShareOneEscalationAndOneAllow() throws Exception {
    var hop = hop(ONE);
    var asked = atOnce(64, () -> ask(prepared(hop)).message().getEscalationId());
    assertThat(new HashSet<>(asked)).hasSize(1);
    assertThat(record(hop.task())).containsExactly("decided:escalate", "asked");
    approve("fin-1", asked.getFirst());
    var decisions = atOnce(64, () -> ask(prepared(hop)).message().getDecision());
    assertThat(decisions.stream().filter(Decision.DECISION_ALLOW::equals)).hasSize(1);
    assertThat(decisions.stream().filter(Decision.DECISION_ESCALATE::equals)).hasSize(63);
    assertThat(record(hop.task()))
        .containsExactly(
            "decided:escalate",
            "asked",
            "approved",
            "decided:allow",
            "spent",
            "decided:escalate",
            "asked");
  }

  private AuthorizeRequest prepared(io.legate.issue.IssuedInstance hop) throws Exception {
    return question(hop, FOUR_HUNDRED);
  }

  @Test
  void aKeyThatWasRegisteredAfterTheAskDoesNotAnswer() throws Exception {
    var hop = hop(ONE);
    String id = escalated(hop, FOUR_HUNDRED).getEscalationId();
    site.clock.advance(Duration.ofSeconds(1));
    var late = LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install());
    site.clients.addKey("fin-1", late.publicKey());
    site.announceApprovers();
    String approval = signed("fin-1", late, seen("fin-1", id), true, Beyond.NOTHING);
    assertRefused(send("fin-1", id, approval), GrpcStatus.PERMISSION_DENIED, "key_too_new");
    assertThat(record(hop.task())).containsExactly("decided:escalate", "asked");
    // The same key answers what is asked from now on.
    String next = escalated(hop, "{\"amount\":\"1.00\"}").getEscalationId();
    String answer = signed("fin-1", late, seen("fin-1", next), true, Beyond.NOTHING);
    assertThat(send("fin-1", next, answer).status()).isEqualTo(GrpcStatus.OK);
  }

  @Test
  void anAnswerAndTheEndOfTheTaskAreOneAfterTheOther() throws Exception {
    for (int round = 0; round < 10; round++) {
      var hop = hop(ONE);
      String id = escalated(hop, FOUR_HUNDRED).getEscalationId();
      String approval = signed("fin-1", seen("fin-1", id), true);
      var order =
          new Order(site.caller("orchestrator"), site.requestId(), hop.task(), null, "done");
      var outcomes =
          atOnce(
              List.<Callable<String>>of(
                  () -> {
                    var reply = send("fin-1", id, approval);
                    return reply.status() == GrpcStatus.OK ? "approved" : reply.reason();
                  },
                  () -> "completed " + site.use.steering().complete(order).hopsEnded()));
      assertThat(outcomes.getFirst()).isIn("approved", "task_closed");
      assertThat(record(hop.task()))
          .isEqualTo(
              outcomes.getFirst().equals("approved")
                  ? List.of("decided:escalate", "asked", "approved", "stopped")
                  : List.of("decided:escalate", "asked", "stopped"));
      assertThat(decision(hop, FOUR_HUNDRED)).isEqualTo(Decision.DECISION_DENY);
    }
  }

  private static <T> List<T> atOnce(int count, Callable<T> work) throws Exception {
    return atOnce(java.util.Collections.nCopies(count, work));
  }

  private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
    var barrier = new CyclicBarrier(work.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = new ArrayList<Future<T>>();
      for (Callable<T> each : work) {
        futures.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return each.call();
                }));
      }
      var results = new ArrayList<T>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
