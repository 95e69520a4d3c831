package io.legate.demo.stage;

import com.google.protobuf.Duration;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerConnection.Identity;
import io.legate.client.broker.BrokerException;
import io.legate.crypto.Signer;
import io.legate.identity.ClientId;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.RestoreClientRequest;
import io.legate.v1.SetSignalRequest;
import io.legate.v1.SuspendClientRequest;
import io.legate.v1.UpdateListRequest;
import java.time.InstantSource;
import java.util.List;

/// The person who changes what all tasks are decided by while they run: lists, signals, clients.
public final class Operator implements AutoCloseable {

  static final String CLIENT = "operator";

  private final BrokerConnection broker;

  Operator(BrokerAddress address, Signer key) {
    this.broker =
        BrokerConnection.open(
            address, new Identity(new ClientId(CLIENT), key, key, ""), InstantSource.system());
  }

  /// Puts entries on a list and takes others off; the list is there afterwards.
  public void changeList(String list, List<String> add, List<String> remove) throws StageException {
    var request =
        UpdateListRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setList(list)
            .addAllAdd(add)
            .addAllRemove(remove)
            .build();
    done(() -> broker.call(AdminServiceGrpcClient.UpdateList, request));
  }

  /// Sets a signal for some seconds.
  public void setSignal(String signal, String about, String value, int seconds)
      throws StageException {
    var request =
        SetSignalRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setSignal(signal)
            .setAbout(about)
            .setValue(value)
            .setValidFor(Duration.newBuilder().setSeconds(seconds))
            .build();
    done(() -> broker.call(AdminServiceGrpcClient.SetSignal, request));
  }

  /// Halts a client in every task.
  public void suspend(String client) throws StageException {
    var request =
        SuspendClientRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setClientId(client)
            .setReason("its team was suspended")
            .build();
    done(() -> broker.call(AdminServiceGrpcClient.SuspendClient, request));
  }

  /// Lets it go on.
  public void restore(String client) throws StageException {
    var request =
        RestoreClientRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setClientId(client)
            .setReason("its team is back")
            .build();
    done(() -> broker.call(AdminServiceGrpcClient.RestoreClient, request));
  }

  private interface Change {
    Object make() throws BrokerException;
  }

  private static void done(Change change) throws StageException {
    try {
      change.make();
    } catch (BrokerException e) {
      throw new StageException("the operator was refused: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
