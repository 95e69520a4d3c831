package io.legate.replay.run;

import io.legate.client.broker.BrokerAddress;
import io.legate.crypto.Signer;

final class Owner implements AutoCloseable {
  static Owner connect(String id, BrokerAddress address, Signer key) {
    return new Owner();
  }

  void approve(String escalation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
