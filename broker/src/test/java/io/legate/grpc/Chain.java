package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.dpop.ProofMaker;
import io.legate.edge.EdgeServer;
import io.legate.edge.GrpcPeer;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.v1.Action;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.ClientAssertion;
import io.legate.v1.ExchangeResponse;
import io.legate.v1.OpenTaskRequest;
import io.legate.v1.TokenServiceGrpcClient;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A site behind real gRPC and HTTP over TLS, and the calls that a chain makes.
abstract class Chain {

  static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/invoices/*"],
        "arguments":{"amount":{"constraint_type":"decimal","max":"500.00"}},
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  EdgeServer server;
  Site site;
  GrpcPeer grpc;
  HttpPeer http;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = new EdgeServer(folder);
    site = server.site;
    grpc = server.grpc();
    http = server.http();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  OpenTaskRequest.Builder openTask() {
    return OpenTaskRequest.newBuilder()
        .setRequestId(site.requestId().toString())
        .setPurpose("pay the invoices of November")
        .setAuthorizationDetails(BOUNDARY)
        .setExpiresAt(Times.timestamp(site.clock.instant().plusSeconds(3_600)))
        .setMaxDepth(4);
  }

  GrpcPeer.Reply<ExchangeResponse> exchange(String delegate, String statement) throws Exception {
    var message =
        io.legate.v1.ExchangeRequest.newBuilder()
            .setClientAssertion(ClientAssertion.newBuilder().setJwt(site.assertion(delegate)))
            .setSubjectToken(statement)
            .setSubjectTokenType(ExchangeRequest.JWT)
            .build();
    return grpc.call(
        TokenServiceGrpcClient.Exchange,
        new Party(site, delegate).metadata("TokenService/Exchange"),
        message);
  }

  /// A hop of `research` with an instance for the ERP.
  IssuedInstance redeemed() throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    var hop = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
    return site.renew("research", hop, Site.ERP);
  }

  AuthorizeRequest question(IssuedInstance hop, String arguments) throws Exception {
    String adg = Site.action("payments.create", "erp://acme/invoices/i1", arguments).adg();
    var target =
        ProofMaker.Target.of("POST", Site.PAY).withToken(hop.token()).withActionDigest(adg);
    return AuthorizeRequest.newBuilder()
        .setRequestId(site.requestId().toString())
        .setAgent(
            AgentProof.newBuilder()
                .setAccessToken(hop.token())
                .setDpop(new ProofMaker(site.signer("research")).make(target, site.clock.instant()))
                .setHtm("POST")
                .setHtu(Site.PAY))
        .setAction(
            Action.newBuilder()
                .setAction("payments.create")
                .setResource("erp://acme/invoices/i1")
                .setArguments(arguments))
        .build();
  }

  GrpcPeer.Reply<AuthorizeResponse> authorize(IssuedInstance hop, String arguments)
      throws Exception {
    return ask(question(hop, arguments));
  }

  GrpcPeer.Reply<AuthorizeResponse> ask(AuthorizeRequest question) throws Exception {
    var erp = new Party(site, "rs:erp");
    return grpc.call(
        AuthorizationServiceGrpcClient.Authorize,
        erp.metadata("AuthorizationService/Authorize", erp.apiToken(http)),
        question);
  }

  static Map<String, List<String>> with(
      Map<String, List<String>> metadata, String name, String value) {
    var changed = new java.util.HashMap<>(metadata);
    changed.put(name, List.of(value));
    return changed;
  }

  static void assertRefused(GrpcPeer.Reply<?> reply, GrpcStatus status, String reason) {
    assertThat(reply.reason()).as(reply.toString()).isEqualTo(reason);
    assertThat(reply.status()).isEqualTo(status);
  }
}
