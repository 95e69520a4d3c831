package io.legate.client.agent;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.v1.CompleteTaskRequest;
import io.legate.v1.ContainTaskRequest;
import io.legate.v1.GetTaskRequest;
import io.legate.v1.Removal;
import io.legate.v1.ResumeTaskRequest;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.SuspendTaskRequest;
import io.legate.v1.Task;
import io.legate.v1.TaskServiceGrpcClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at one task and steers it. The opener may steer the whole task, a holder its own hop and
/// what is below it. Each answer means that the change is committed: from then on nothing it ended
/// acts. Safe for use from many threads; blocks its callers.
public final class TaskControl {

  private final BrokerConnection broker;
  private final String task;

  TaskControl(BrokerConnection broker, TaskId task) {
    this.broker = broker;
    this.task = task.toString();
  }

  /// Returns the task as of its last committed event, as far as this agent may see it.
  ///
  /// @throws BrokerException if it has no part in it
  public Task get() throws BrokerException {
    var request = GetTaskRequest.newBuilder().setTaskId(task).build();
    return broker.call(TaskServiceGrpcClient.GetTask, request).getTask();
  }

  /// Ends the task as done.
  ///
  /// @param reason for people, at most 512 characters
  /// @return the sequence number of the event that ended it
  /// @throws BrokerException if this agent did not open it
  public long complete(String reason) throws BrokerException {
    var request =
        CompleteTaskRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setTaskId(task)
            .setReason(reason)
            .build();
    return broker.call(TaskServiceGrpcClient.CompleteTask, request).getSeq();
  }

  /// Halts the whole task, or one hop and what is below it.
  ///
  /// @param hop null for the whole task
  /// @return the sequence number of the event
  /// @throws BrokerException if this agent has no say over it
  public long suspend(@Nullable HopId hop, String reason) throws BrokerException {
    var request =
        SuspendTaskRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setTaskId(task)
            .setHopId(text(hop))
            .setReason(reason)
            .build();
    return broker.call(TaskServiceGrpcClient.SuspendTask, request).getSeq();
  }

  /// Lifts a suspension of this agent's own.
  ///
  /// @param hop null for the whole task
  /// @param liftBars clients that a revocation of this agent's barred, and that may be delegated to
  ///   again
  /// @return the sequence number of the event
  /// @throws BrokerException if somebody else suspended it
  public long resume(@Nullable HopId hop, String reason, List<String> liftBars)
      throws BrokerException {
    var request =
        ResumeTaskRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setTaskId(task)
            .setHopId(text(hop))
            .setReason(reason)
            .addAllLiftBars(liftBars)
            .build();
    return broker.call(TaskServiceGrpcClient.ResumeTask, request).getSeq();
  }

  /// Ends the whole task, or one hop and everything below it, for good.
  ///
  /// @param hop null for the whole task
  /// @return how many live hops ended
  /// @throws BrokerException if this agent has no say over it
  public int revoke(@Nullable HopId hop, String reason) throws BrokerException {
    var request =
        RevokeTaskRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setTaskId(task)
            .setHopId(text(hop))
            .setReason(reason)
            .build();
    return broker.call(TaskServiceGrpcClient.RevokeTask, request).getHopsRevoked();
  }

  /// Takes permissions out of the live task, or out of one hop and what is below it.
  ///
  /// @param hop null for the whole task
  /// @param removals at most 64
  /// @return the sequence number of the event
  /// @throws BrokerException if this agent has no say over it
  public long contain(@Nullable HopId hop, List<Removal> removals, String reason)
      throws BrokerException {
    var request =
        ContainTaskRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setTaskId(task)
            .setHopId(text(hop))
            .addAllRemovals(removals)
            .setReason(reason)
            .build();
    return broker.call(TaskServiceGrpcClient.ContainTask, request).getSeq();
  }

  private static String text(@Nullable HopId hop) {
    return hop == null ? "" : hop.toString();
  }
}
