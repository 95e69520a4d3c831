package io.legate.forward;

import com.google.protobuf.ByteString;
import io.legate.authorize.Authorization.Pep;
import io.legate.crypto.Thumbprint;
import io.legate.edge.Neighbours.BrokenThereException;
import io.legate.edge.Neighbours.Outcome;
import io.legate.edge.PassedCall;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.Clients;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.refusal.RefusedException.Detail;
import io.legate.v1.CarryOutRequest;
import io.legate.v1.CarryOutResponse;
import io.legate.v1.NotCarriedOut;
import io.legate.v1.Refusal;
import io.legate.v1.RefusalDetail;
import io.legate.v1.StreamCaller;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Calls and their outcomes as brokers write them to each other.
final class NodeMessages {

  static final CarryOutResponse NOT_CARRIED_OUT =
      CarryOutResponse.newBuilder().setNotCarriedOut(NotCarriedOut.getDefaultInstance()).build();

  private NodeMessages() {}

  static CarryOutRequest request(PassedCall call) {
    var request =
        CarryOutRequest.newBuilder()
            .setMethod(call.method())
            .addAllAuthorization(call.authorization())
            .addAllDpop(call.proofs())
            .setMessage(ByteString.copyFrom(call.message()));
    Pep caller = call.onStream();
    if (caller != null) {
      request.setOnStream(stream(caller));
    }
    return request.build();
  }

  private static StreamCaller stream(Pep caller) {
    String signedBy = caller.signedBy();
    return StreamCaller.newBuilder()
        .setClientId(caller.client().id().value())
        .setKey(caller.key().value())
        .setSinceMillis(caller.since().toEpochMilli())
        .setSignedBy(signedBy == null ? "" : signedBy)
        .build();
  }

  /// Reads a call.
  ///
  /// @throws RefusedException if it names a caller that is none here, and may be one elsewhere
  static PassedCall call(CarryOutRequest request, Clients clients) throws RefusedException {
    return new PassedCall(
        request.getMethod(),
        request.getAuthorizationList(),
        request.getDpopList(),
        request.getMessage().toByteArray(),
        request.hasOnStream() ? pep(request.getOnStream(), clients) : null);
  }

  /// Whether it stands still is looked at with each question, as on the stream itself.
  private static Pep pep(StreamCaller caller, Clients clients) throws RefusedException {
    Client client =
        ClientId.isWellFormed(caller.getClientId())
            ? clients.find(new ClientId(caller.getClientId()))
            : null;
    if (client == null) {
      throw new RefusedException(Code.INVALID_CLIENT, "the caller is not in force").ofStranger();
    }
    return new Pep(
        client,
        new Thumbprint(caller.getKey()),
        caller.getSignedBy().isEmpty() ? null : caller.getSignedBy(),
        Instant.ofEpochMilli(caller.getSinceMillis()),
        List.of());
  }

  static CarryOutResponse answer(byte[] message) {
    return CarryOutResponse.newBuilder().setMessage(ByteString.copyFrom(message)).build();
  }

  static CarryOutResponse refusal(RefusedException refusal) {
    var message =
        Refusal.newBuilder()
            .setCode(refusal.code().label())
            .setSentence(refusal.sentence())
            .setAboutAgent(refusal.isAboutAgent());
    for (var detail : refusal.details()) {
      message.addDetails(
          RefusalDetail.newBuilder()
              .setPointer(detail.pointer())
              .setReason(detail.reason())
              .setSentence(detail.sentence()));
    }
    return CarryOutResponse.newBuilder().setRefusal(message).build();
  }

  static CarryOutResponse incident(String incident) {
    return CarryOutResponse.newBuilder().setIncident(incident).build();
  }

  /// Returns what came of a call.
  ///
  /// @param node who answered
  /// @throws RefusedException what it was refused with there
  static Outcome outcome(int node, CarryOutResponse response) throws RefusedException {
    return switch (response.getOutcomeCase()) {
      case MESSAGE -> new Outcome.Answered(response.getMessage().toByteArray());
      case REFUSAL -> throw refusal(node, response.getRefusal());
      case INCIDENT -> throw new BrokenThereException(node, response.getIncident());
      case NOT_CARRIED_OUT -> new Outcome.NotCarriedOut();
      // An outcome of a later version: whatever it says, the call was looked at there.
      case OUTCOME_NOT_SET -> new Outcome.Unknown();
    };
  }

  private static RefusedException refusal(int node, Refusal message) {
    Code code;
    try {
      code = Code.valueOf(message.getCode().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException ofALaterVersion) {
      throw new BrokenThereException(node, "unknown refusal " + message.getCode());
    }
    var details =
        message.getDetailsList().stream()
            .map(it -> new Detail(it.getPointer(), it.getReason(), it.getSentence()))
            .toList();
    var refusal = new RefusedException(code, message.getSentence(), details);
    return message.getAboutAgent() ? refusal.ofAgent() : refusal;
  }
}
