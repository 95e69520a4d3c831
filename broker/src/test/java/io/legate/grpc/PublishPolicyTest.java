package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.legate.edge.GrpcPeer;
import io.legate.edge.Party;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.OpenTaskRequest;
import io.legate.v1.OpenTaskResponse;
import io.legate.v1.PublishPolicyRequest;
import io.legate.v1.PublishPolicyResponse;
import io.legate.v1.TaskServiceGrpcClient;
import io.vertx.grpc.common.GrpcStatus;
import org.junit.jupiter.api.Test;

/// An operator publishes, and orchestrators open tasks by what was published.
class PublishPolicyTest extends Chain {

  private static final String BUNDLE =
      """
      version: 1
      agents:
        orchestrator:
          opens: [pay_invoices]
          self_subject: true
          delegates:
            - type: agent_action
              actions: [payments.create]
              locations: ["https://erp.test"]
              resources: ["erp://acme/orders/*"]
      templates:
        pay_invoices:
          parameters:
            orders: {type: strings, max_items: 5}
          lifetime: PT2H
          max_depth: 2
          boundary:
            - for_each: {parameter: orders, as: order}
              type: agent_action
              actions: [payments.create]
              locations: ["https://erp.test"]
              resources: ["erp://acme/orders/{{order}}/*"]
      """;

  @Test
  void aBundleIsInForceOnceItIsAnswered() throws Exception {
    var published = publish("ops", BUNDLE);
    assertThat(published.message().getProblemsList()).isEmpty();
    assertThat(published.message().getControlSeq()).isPositive();
    assertThat(published.message().getPolicyHash()).startsWith("sha-256:");
    assertRefused(open(openTask()), GrpcStatus.PERMISSION_DENIED, "access_denied");
  }

  @Test
  void aBrokenBundleIsAnsweredWithItsProblemsAndChangesNothing() throws Exception {
    var refused = publish("ops", BUNDLE + "rules: [{id: r, then: deny}]\n");
    assertThat(refused.message().getProblemsList())
        .containsExactly("policy.yaml:23 /rules/0/reason: must be there");
    assertThat(refused.message().getControlSeq()).isZero();
    assertThat(open(openTask()).status()).isEqualTo(GrpcStatus.OK);
  }

  @Test
  void anAgentDoesNotPublish() throws Exception {
    assertRefused(publish("research", BUNDLE), GrpcStatus.PERMISSION_DENIED, "unauthorized_client");
  }

  @Test
  void aTemplateOpensATaskWithOnePermissionForEachOrder() throws Exception {
    publish("ops", BUNDLE);
    var opened = open(byTemplate("{\"orders\": [\"po-1\", \"po-2\"]}"));
    assertThat(opened.status()).isEqualTo(GrpcStatus.OK);
    assertThat(opened.message().getToken().getAuthorizationDetails())
        .contains("erp://acme/orders/po-1/*", "erp://acme/orders/po-2/*");
  }

  @Test
  void aParameterThatIsWrongIsNamed() throws Exception {
    publish("ops", BUNDLE);
    for (String orders :
        new String[] {"[\"*\"]", "[\"../x\"]", "[\"{{opener.id}}\"]", "[]", "\"po-1\"", "[1]"}) {
      var refused = open(byTemplate("{\"orders\": " + orders + "}"));
      assertRefused(refused, GrpcStatus.INVALID_ARGUMENT, "invalid_request");
    }
    assertRefused(
        open(byTemplate("{\"orders\": [\"po-1\"], \"more\": 1}")),
        GrpcStatus.INVALID_ARGUMENT,
        "invalid_request");
    assertRefused(open(byTemplate("[]")), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
  }

  @Test
  void aTemplateBoundsTheTask() throws Exception {
    publish("ops", BUNDLE);
    String orders = "{\"orders\": [\"po-1\"]}";
    assertRefused(
        open(byTemplate(orders).setMaxDepth(3)), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
    var late = Times.timestamp(site.clock.instant().plusSeconds(7_201));
    assertRefused(
        open(byTemplate(orders).setExpiresAt(late)),
        GrpcStatus.INVALID_ARGUMENT,
        "invalid_request");
    assertThat(open(byTemplate(orders)).status()).isEqualTo(GrpcStatus.OK);
  }

  @Test
  void aRetryIsAnsweredThoughTheTemplateIsGone() throws Exception {
    publish("ops", BUNDLE);
    var request = byTemplate("{\"orders\": [\"po-1\"]}").setMaxDepth(2);
    var first = open(request);
    publish("ops", "version: 1\n");
    assertThat(open(request).message().getToken().getTaskId())
        .isEqualTo(first.message().getToken().getTaskId());
  }

  @Test
  void aTemplateAndABoundaryAreNotGivenTogether() throws Exception {
    publish("ops", BUNDLE);
    var both = byTemplate("{\"orders\": [\"po-1\"]}").setAuthorizationDetails(BOUNDARY);
    assertRefused(open(both), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
  }

  private OpenTaskRequest.Builder byTemplate(String parameters) {
    return openTask()
        .clearAuthorizationDetails()
        .setMaxDepth(2)
        .setTemplate("pay_invoices")
        .setTemplateParameters(parameters);
  }

  private GrpcPeer.Reply<OpenTaskResponse> open(OpenTaskRequest.Builder request) throws Exception {
    var orchestrator = new Party(site, "orchestrator");
    var metadata = orchestrator.metadata("TaskService/OpenTask", orchestrator.apiToken(http));
    return grpc.call(TaskServiceGrpcClient.OpenTask, metadata, request.build());
  }

  private GrpcPeer.Reply<PublishPolicyResponse> publish(String client, String bundle)
      throws Exception {
    var party = new Party(site, client);
    return grpc.call(
        AdminServiceGrpcClient.PublishPolicy,
        party.metadata("AdminService/PublishPolicy", party.apiToken(http)),
        PublishPolicyRequest.newBuilder()
            .setRequestId(site.requestId().toString())
            .putFiles("policy.yaml", ByteString.copyFromUtf8(bundle))
            .build());
  }
}
