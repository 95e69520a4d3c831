package io.legate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.legate.edge.Neighbours.Neighbour;
import io.legate.edge.PassedCall;
import io.legate.edge.Passing;
import io.legate.grpc.Incoming.Evidence;
import io.legate.grpc.Incoming.Manner;
import io.legate.grpc.Methods.Procedure;
import io.legate.identity.TaskId;
import io.legate.refusal.RefusedException;
import io.vertx.grpc.common.ServiceMethod;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where the calls of a method are at home: at the broker that owns the task they are about. They
/// go there and back as bytes.
///
/// @param task the one that a message seems to be about, or null; it only chooses the broker
record Home<Q extends MessageLite, A extends MessageLite>(
    Function<Q, @Nullable TaskId> task, Parser<Q> questions, Parser<A> answers) {

  /// Returns a procedure that carries a call out at home, and makes this broker the home of such
  /// calls of others.
  Procedure<Q, A> placed(Calls calls, ServiceMethod<?, ?> method, Procedure<Q, A> procedure) {
    String name = method.serviceName().fullyQualifiedName() + "/" + method.methodName();
    calls.around().procedures().add(name, passed -> carryOut(calls, procedure, passed));
    return (incoming, message) -> {
      Neighbour owner = ownerOf(calls, message);
      return owner == null
          ? procedure.carryOut(incoming, message)
          : Passing.through(
              owner,
              incoming.passed(message.toByteArray()),
              incoming.left(),
              this::answer,
              () -> procedure.carryOut(incoming, message));
    };
  }

  private @Nullable Neighbour ownerOf(Calls calls, Q message) {
    TaskId about = task.apply(message);
    return about == null ? null : calls.around().neighbours().ownerOf(about);
  }

  private byte[] carryOut(Calls calls, Procedure<Q, A> procedure, PassedCall passed)
      throws RefusedException {
    var evidence =
        new Evidence(
            "", passed.method(), passed.authorization(), passed.proofs(), System.nanoTime());
    return procedure
        .carryOut(calls.incoming(evidence, Manner.RECORDED), question(passed.message()))
        .toByteArray();
  }

  private Q question(byte[] message) throws RefusedException {
    try {
      return questions.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw IncomingMessages.malformed("the message is not well-formed");
    }
  }

  A answer(byte[] message) {
    try {
      return answers.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("another broker's answer is not well-formed", e);
    }
  }
}
