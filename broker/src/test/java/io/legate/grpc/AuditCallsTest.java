package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.legate.edge.EdgeServer;
import io.legate.edge.GrpcPeer;
import io.legate.edge.GrpcPeer.Reply;
import io.legate.edge.Party;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteSigner;
import io.legate.tlog.Receipt;
import io.legate.tlog.SignedNote;
import io.legate.v1.AuditServiceGrpcClient;
import io.legate.v1.ExportRecordsRequest;
import io.legate.v1.ExportRecordsResponse;
import io.legate.v1.GetCheckpointRequest;
import io.legate.v1.GetCheckpointResponse;
import io.legate.v1.GetReceiptRequest;
import io.legate.v1.GetReceiptResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Receipts, checkpoints and exports over gRPC, checked as an auditor would.
class AuditCallsTest extends Chain {

  private static final String LOG = "broker.test/log/1";

  private String decide() throws Exception {
    return authorize(redeemed(), "{\"amount\":\"12.50\"}").message().getDecisionId();
  }

  private List<NoteKey> keys() {
    return site.logSigners.stream().map(NoteSigner::key).toList();
  }

  private Reply<GetReceiptResponse> receipt(String client, String decision) throws Exception {
    return call(
        client,
        "GetReceipt",
        AuditServiceGrpcClient.GetReceipt,
        GetReceiptRequest.newBuilder().setDecisionId(decision).build());
  }

  private Reply<GetCheckpointResponse> checkpoint(String client, int node) throws Exception {
    return call(
        client,
        "GetCheckpoint",
        AuditServiceGrpcClient.GetCheckpoint,
        GetCheckpointRequest.newBuilder().setNode(node).build());
  }

  /// Nothing is recorded, so a nonce is needed, which the first refusal hands out.
  private <Q extends Message, A> Reply<A> call(
      String client, String name, ServiceMethod<A, Q> method, Q message) throws Exception {
    var party = new Party(site, client);
    String token = party.apiToken(http);
    var refused = grpc.call(method, party.metadata("AuditService/" + name, token), message);
    assertRefused(refused, GrpcStatus.UNAUTHENTICATED, "use_dpop_nonce");
    return grpc.call(
        method, party.metadata("AuditService/" + name, token, refused.nonce()), message);
  }

  @Test
  void anAuditorGetsTheRecordWithAReceiptThatHolds() throws Exception {
    String decision = decide();
    var receipt = receipt("auditor", decision).message().getReceipt();
    Hash leaf = Rfc6962.leaf(receipt.getRecord().toByteArray());
    assertThat(receipt.getRecord().toStringUtf8())
        .contains("\"stream\":\"" + decision.substring(0, decision.indexOf('.')) + "\"")
        .contains("\"amount\":\"12.50\"");
    assertThat(receipt.getLeafHash().toByteArray()).isEqualTo(leaf.bytes());
    var read = Receipt.parse(receipt.getProof().getBytes(StandardCharsets.UTF_8));
    var head = read.verify(leaf, LOG, keys());
    assertThat(head.size().leaves()).isGreaterThan(read.index().value());
  }

  @Test
  void whoeverAskedGetsTheReceiptWithoutTheRecord() throws Exception {
    String decision = decide();
    var receipt = receipt("rs:erp", decision).message().getReceipt();
    assertThat(receipt.getRecord().isEmpty()).isTrue();
    var read = Receipt.parse(receipt.getProof().getBytes(StandardCharsets.UTF_8));
    read.verify(Hash.of(receipt.getLeafHash().toByteArray()), LOG, keys());
    assertThat(receipt("auditor", decision).message().getReceipt().getLeafHash())
        .isEqualTo(receipt.getLeafHash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rs:crm", "research", "orchestrator", "ops", "fin-1"})
  void nobodyElseFindsTheDecision(String other) throws Exception {
    assertRefused(receipt(other, decide()), GrpcStatus.NOT_FOUND, "not_found");
  }

  @Test
  void whatIsNoDecisionIsNotFound() throws Exception {
    String decision = decide();
    String task = decision.substring(0, decision.indexOf('.'));
    for (String none : List.of("x", task, task + ".0", task + ".1", task + ".999", task + ".-1")) {
      assertRefused(receipt("auditor", none), GrpcStatus.NOT_FOUND, "not_found");
    }
    assertRefused(receipt("auditor", ""), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
  }

  @Test
  void anAuditorGetsTheNewestCheckpoint() throws Exception {
    decide();
    long size = site.ledger.logHead().frontier().size().leaves();
    for (int node : new int[] {0, 1}) {
      var note = SignedNote.parse(checkpoint("auditor", node).message().getCheckpoint());
      assertThat(note.checkpoint(keys()).size().leaves()).isGreaterThanOrEqualTo(size);
    }
    assertRefused(checkpoint("auditor", 2), GrpcStatus.NOT_FOUND, "not_found");
    for (String other : List.of("rs:erp", "research", "ops")) {
      assertRefused(checkpoint(other, 1), GrpcStatus.PERMISSION_DENIED, "unauthorized_client");
    }
  }

  @Test
  void anExportIsTheLogRecordByRecord() throws Exception {
    for (int i = 0; i < 30; i++) {
      decide();
    }
    var records = export("auditor", 0);
    var frontier = Frontier.empty();
    for (var record : records) {
      Hash leaf = Rfc6962.leaf(record.getRecord().toByteArray());
      assertThat(record.getLeaf()).isEqualTo(frontier.size().leaves());
      assertThat(record.getLeafHash().toByteArray()).isEqualTo(leaf.bytes());
      frontier = frontier.plus(leaf);
    }
    assertThat(records).hasSizeGreaterThan(128);
    var note = SignedNote.parse(checkpoint("auditor", 1).message().getCheckpoint());
    Checkpoint head = note.checkpoint(keys());
    assertThat(export("auditor", records.size() - 3L).getFirst())
        .isEqualTo(records.get(records.size() - 3));
    assertThat(head.size().leaves()).isGreaterThanOrEqualTo(records.size());
    assertThat(site.ledger.leafHashes(1, new io.legate.merkle.LeafIndex(0), records.size()))
        .hasSameSizeAs(records);
  }

  @Test
  void nobodyElseExports() throws Exception {
    for (String other : List.of("rs:erp", "research", "ops")) {
      assertThat(exportStatus(other)).isEqualTo(GrpcStatus.PERMISSION_DENIED);
    }
  }

  private GrpcStatus exportStatus(String client) throws Exception {
    var party = new Party(site, client);
    String token = party.apiToken(http);
    var message = ExportRecordsRequest.getDefaultInstance();
    var refused =
        grpc.call(
            AuditServiceGrpcClient.ExportRecords,
            party.metadata("AuditService/ExportRecords", token),
            message);
    return grpc.call(
            AuditServiceGrpcClient.ExportRecords,
            party.metadata("AuditService/ExportRecords", token, refused.nonce()),
            message)
        .status();
  }

  private List<ExportRecordsResponse> export(String client, long from) throws Exception {
    var party = new Party(site, client);
    String token = party.apiToken(http);
    var nonce = checkpointNonce(party, token);
    var records = new ArrayList<ExportRecordsResponse>();
    var ended = new CompletableFuture<Reply<ExportRecordsResponse>>();
    var call =
        grpc.open(
            AuditServiceGrpcClient.ExportRecords,
            party.metadata("AuditService/ExportRecords", token, nonce));
    var opened =
        call.response()
            .onSuccess(
                answer -> {
                  answer.handler(records::add);
                  answer.endHandler(_ -> ended.complete(GrpcPeer.reply(answer, null)));
                  answer.exceptionHandler(ended::completeExceptionally);
                })
            .onFailure(ended::completeExceptionally);
    var _ = call.end(ExportRecordsRequest.newBuilder().setFromLeaf(from).build());
    EdgeServer.await(opened);
    assertThat(ended.get(30, java.util.concurrent.TimeUnit.SECONDS).status())
        .isEqualTo(GrpcStatus.OK);
    return records;
  }

  private String checkpointNonce(Party party, String token) throws Exception {
    return String.valueOf(
        grpc.call(
                AuditServiceGrpcClient.GetCheckpoint,
                party.metadata("AuditService/GetCheckpoint", token),
                GetCheckpointRequest.getDefaultInstance())
            .nonce());
  }
}
