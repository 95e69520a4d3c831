package io.legate.grpc;

import io.legate.assembly.UseCases;
import io.legate.edge.Parameters;
import io.legate.identity.TaskId;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.retention.Order;
import io.legate.v1.EraseSubjectRequest;
import io.legate.v1.EraseSubjectResponse;
import io.legate.v1.Hold;
import io.legate.v1.ListHoldsRequest;
import io.legate.v1.ListHoldsResponse;
import io.legate.v1.ReleaseHoldRequest;
import io.legate.v1.ReleaseHoldResponse;
import io.legate.v1.SetHoldRequest;
import io.legate.v1.SetHoldResponse;
import java.util.TreeMap;

/// The methods of `AdminService` that are about records: what must be kept, and what must go.
final class KeepingCalls {

  private final UseCases use;

  KeepingCalls(UseCases use) {
    this.use = use;
  }

  EraseSubjectResponse eraseSubject(Incoming incoming, EraseSubjectRequest message)
      throws RefusedException {
    var order = order(incoming, message.getRequestId(), message.getReason());
    String subject = Parameters.required("subject", message.getSubject());
    TaskId task = message.getTaskId().isEmpty() ? null : Parameters.taskId(message.getTaskId());
    var erased = use.erasure().erase(order, subject, task);
    return EraseSubjectResponse.newBuilder()
        .setControlSeq(erased.controlSeq())
        .setTasks(erased.tasks())
        .setRecords(erased.records())
        .setElsewhere(erased.elsewhere())
        .setClean(erased.clean())
        .build();
  }

  SetHoldResponse setHold(Incoming incoming, SetHoldRequest message) throws RefusedException {
    var order = order(incoming, message.getRequestId(), message.getReason());
    if (message.getSubject().isEmpty() == message.getTaskId().isEmpty()) {
      throw new RefusedException(Code.INVALID_REQUEST, "name either `subject` or `task_id`");
    }
    long seq =
        message.getTaskId().isEmpty()
            ? use.holds().hold(order, message.getSubject())
            : use.holds().hold(order, Parameters.taskId(message.getTaskId()));
    return SetHoldResponse.newBuilder().setControlSeq(seq).build();
  }

  ReleaseHoldResponse releaseHold(Incoming incoming, ReleaseHoldRequest message)
      throws RefusedException {
    var order = order(incoming, message.getRequestId(), message.getReason());
    long seq = use.holds().release(order, message.getHold());
    return ReleaseHoldResponse.newBuilder().setControlSeq(seq).build();
  }

  ListHoldsResponse listHolds(Incoming incoming, ListHoldsRequest message) throws RefusedException {
    AdminCalls.operator(incoming);
    var answer = ListHoldsResponse.newBuilder();
    new TreeMap<>(use.control().get().keeping().holds())
        .forEach(
            (seq, hold) ->
                answer.addHolds(
                    Hold.newBuilder()
                        .setHold(seq)
                        .setTaskId(hold.task() == null ? "" : hold.task().toString())
                        .setBy(hold.by().value())
                        .setSince(Times.timestamp(hold.since()))));
    return answer.build();
  }

  private static Order order(Incoming incoming, String requestId, String reason)
      throws RefusedException {
    return new Order(AdminCalls.operator(incoming), Parameters.requestId(requestId), reason);
  }
}
