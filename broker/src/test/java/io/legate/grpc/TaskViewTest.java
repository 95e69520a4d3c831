package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.legate.assembly.Site;
import io.legate.edge.Party;
import io.legate.issue.IssuedInstance;
import io.legate.open.OpenedTask;
import io.legate.revoke.ControlChanges;
import io.legate.v1.GetTaskRequest;
import io.legate.v1.Hop;
import io.legate.v1.HopStatus;
import io.legate.v1.LimitLeft;
import io.legate.v1.Task;
import io.legate.v1.TaskServiceGrpcClient;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What callers see of a task over gRPC.
class TaskViewTest extends Chain {

  private static final String LIMITED =
      BOUNDARY.replace(
          "\"delegation\"",
          "\"limits\":[{\"name\":\"spend\",\"sum\":\"amount\",\"max\":\"1200.00\"},"
              + "{\"name\":\"same\",\"count\":3,\"by\":\"amount\"},"
              + "{\"name\":\"hourly\",\"count\":2,\"per\":\"PT1H\"}],\"delegation\"");

  private OpenedTask task;
  private IssuedInstance research;

  @BeforeEach
  void open() throws Exception {
    task = site.open("orchestrator", LIMITED);
    research = site.delegate("orchestrator", task.token(), "research", LIMITED);
    pay("100.00");
  }

  private void pay(String amount) throws Exception {
    IssuedInstance erp = site.renew("research", research, Site.ERP);
    var allowed = authorize(erp, "{\"amount\":\"" + amount + "\"}");
    assertThat(allowed.status()).as(allowed.toString()).isEqualTo(GrpcStatus.OK);
  }

  @Test
  void theNumberIsThatOfTheLastEvent() throws Exception {
    long before = see("orchestrator").getSeq();
    assertThat(before).isPositive();
    pay("100.00");
    // The renewal, and the decision.
    assertThat(see("orchestrator").getSeq()).isEqualTo(before + 2);
  }

  @Test
  void theOpenerAndOperatorsSeeWhatIsLeftOfEveryLimit() throws Exception {
    for (String client : new String[] {"orchestrator", "ops"}) {
      assertThat(see(client).getHopsList())
          .hasSize(2)
          .allSatisfy(
              hop ->
                  assertThat(hop.getLimitsList())
                      .extracting(LimitLeft::getName, LimitLeft::getLeft, LimitLeft::getBy)
                      .containsExactlyInAnyOrder(
                          tuple("spend", "1100", ""),
                          tuple("same", "2", "\"100.00\""),
                          tuple("hourly", "1", "")));
    }
  }

  @Test
  void aHolderSeesWhatIsLeftOfItsOwnLimitsOnly() throws Exception {
    site.delegate("research", research, "analysis", LIMITED);
    var seen = see("research").getHopsList();
    assertThat(seen).extracting(Hop::getClientId).containsExactly("research", "analysis");
    assertThat(seen.getFirst().getLimitsList()).hasSize(3);
    assertThat(seen.getLast().getLimitsList()).isEmpty();
  }

  @Test
  void aWindowThatHasPassedCountsNoMore() throws Exception {
    site.clock.advance(Duration.ofMinutes(61));
    assertThat(see("orchestrator").getHops(0).getLimitsList())
        .extracting(LimitLeft::getName, LimitLeft::getLeft)
        .contains(tuple("hourly", "2"), tuple("spend", "1100"));
  }

  @Test
  void aHolderThatWasRevokedIsNotShownAsHalted() throws Exception {
    var client = site.caller("research").id();
    site.use.controlChanges().suspendClient(change(), client);
    assertThat(statusOfResearch()).isEqualTo(HopStatus.HOP_STATUS_SUSPENDED);
    site.use.controlChanges().restoreClient(change(), client);
    assertThat(statusOfResearch()).isEqualTo(HopStatus.HOP_STATUS_LIVE);
    site.use.controlChanges().revokeClient(change(), client);
    assertThat(statusOfResearch()).isEqualTo(HopStatus.HOP_STATUS_REVOKED);
    // Restored, it may be given anew what it does not hold any more.
    site.use.controlChanges().restoreClient(change(), client);
    assertThat(statusOfResearch()).isEqualTo(HopStatus.HOP_STATUS_REVOKED);
  }

  private ControlChanges.Order change() throws Exception {
    return new ControlChanges.Order(site.caller("ops"), site.requestId(), "");
  }

  private HopStatus statusOfResearch() throws Exception {
    return see("orchestrator").getHopsList().getLast().getStatus();
  }

  private Task see(String client) throws Exception {
    var party = new Party(site, client);
    String token = party.apiToken(http);
    var request = GetTaskRequest.newBuilder().setTaskId(task.token().task().toString()).build();
    String method = "TaskService/GetTask";
    var asked = grpc.call(TaskServiceGrpcClient.GetTask, party.metadata(method, token), request);
    assertRefused(asked, GrpcStatus.UNAUTHENTICATED, "use_dpop_nonce");
    var seen =
        grpc.call(
            TaskServiceGrpcClient.GetTask, party.metadata(method, token, asked.nonce()), request);
    assertThat(seen.status()).as(seen.toString()).isEqualTo(GrpcStatus.OK);
    return seen.message().getTask();
  }
}
