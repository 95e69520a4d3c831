package io.legate.replay.run;

import io.legate.client.approver.Approver;
import io.legate.client.approver.ApproverConfig;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerException;
import io.legate.crypto.Signer;

/// The person whose instruction is carried out. Safe for use from many threads.
final class Owner implements AutoCloseable {

  private final Approver approver;

  private Owner(Approver approver) {
    this.approver = approver;
  }

  static Owner connect(String client, BrokerAddress broker, Signer key) {
    return new Owner(Approver.connect(ApproverConfig.of(client, broker, key)));
  }

  /// Looks at what waits and approves it, this once.
  void approve(String escalation) throws BrokerException {
    var _ = approver.approve(approver.get(escalation), "as I asked");
  }

  @Override
  public void close() {
    approver.close();
  }
}
