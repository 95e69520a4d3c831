package io.legate.grpc;

import io.legate.edge.Overload;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.OpenTaskRequest;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.MessageSizeOverflowException;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.function.Consumer;

/// The messages of a call, brought from bytes to values.
///
/// Decoded here and not by Vert.x, which resets the stream of a message that is none: its caller
/// would not learn why.
final class IncomingMessages {

  private IncomingMessages() {}

  /// Passes on what comes in, one by one, on the call's own context. A message that cannot be taken
  /// in does not end the call: `refused` does.
  ///
  /// @param received gets each message
  /// @param refused gets the refusal of each that is too large or malformed
  static <Q> void read(
      GrpcServerRequest<Q, ?> request,
      GrpcMessageDecoder<Q> decoder,
      Consumer<Q> received,
      Consumer<RefusedException> refused) {
    request.messageHandler(
        message -> {
          Q decoded;
          try {
            decoded = decode(decoder, message);
          } catch (RefusedException refusal) {
            refused.accept(refusal);
            return;
          }
          received.accept(decoded);
        });
    request.invalidMessageHandler(
        invalid ->
            refused.accept(
                invalid instanceof MessageSizeOverflowException
                    ? Overload.tooLarge()
                    : malformed("the message is not well-formed")));
  }

  private static <Q> Q decode(GrpcMessageDecoder<Q> decoder, GrpcMessage message)
      throws RefusedException {
    if (!message.encoding().equals("identity")) {
      throw malformed("the message must not be compressed");
    }
    try {
      return decoder.decode(message);
    } catch (CodecException e) {
      throw malformed("the message is not well-formed");
    }
  }

  /// Returns the client assertion that a message brings along; empty for none.
  static String assertion(Object message) {
    return switch (message) {
      case ExchangeRequest exchange -> exchange.getClientAssertion().getJwt();
      case OpenTaskRequest open -> open.getClientAssertion().getJwt();
      default -> "";
    };
  }

  static RefusedException malformed(String sentence) {
    return new RefusedException(Code.INVALID_REQUEST, sentence);
  }
}
