package io.legate.edge.badinput;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.legate.assembly.Site;
import io.legate.edge.GrpcPeer;
import io.legate.edge.StatusMapping;
import io.legate.refusal.Code;
import io.legate.v1.ClientAssertion;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.TokenServiceGrpcClient;
import java.util.List;
import java.util.Map;

/// Through `TokenService/Exchange`, over TLS.
class GrpcBadExchangeTest extends BadExchangeTest {

  private GrpcPeer grpc;

  @Override
  void connect() {
    grpc = server.grpc();
  }

  @Override
  String address() {
    return Site.ISSUER + "/legate.v1.TokenService/Exchange";
  }

  @Override
  String status(Code code) {
    return StatusMapping.grpc(code).name();
  }

  @Override
  Told send(Attempt attempt) throws Exception {
    Map<String, List<String>> metadata =
        Map.of("dpop", attempt.proofs(), "authorization", attempt.authorization());
    var reply = grpc.call(TokenServiceGrpcClient.Exchange, metadata, message(attempt));
    String token = reply.message() == null ? "" : reply.message().getToken().getAccessToken();
    return new Told(
        reply.status().name(), reply.reason(), token.isEmpty() ? reply.sentence() : token);
  }

  private static ExchangeRequest message(Attempt attempt) {
    var message = ExchangeRequest.newBuilder();
    if (!attempt.assertion().isEmpty()) {
      message.setClientAssertion(ClientAssertion.newBuilder().setJwt(attempt.assertion()));
    }
    attempt
        .parameters()
        .forEach(
            (name, value) -> {
              FieldDescriptor field = ExchangeRequest.getDescriptor().findFieldByName(name);
              if (field.isRepeated()) {
                message.addRepeatedField(field, value);
              } else {
                message.setField(field, value);
              }
            });
    return message.build();
  }
}
