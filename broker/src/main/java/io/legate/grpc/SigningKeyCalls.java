package io.legate.grpc;

import io.legate.assembly.UseCases;
import io.legate.control.NodeKey;
import io.legate.crypto.Thumbprint;
import io.legate.edge.Parameters;
import io.legate.refusal.RefusedException;
import io.legate.revoke.ControlChanges.Order;
import io.legate.v1.ListSigningKeysRequest;
import io.legate.v1.ListSigningKeysResponse;
import io.legate.v1.SigningKey;
import io.legate.v1.WithdrawSigningKeyRequest;
import io.legate.v1.WithdrawSigningKeyResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.TreeMap;

/// The calls of `AdminService` about what nodes sign tokens with.
final class SigningKeyCalls {

  private final UseCases use;
  private final Clock clock;

  SigningKeyCalls(UseCases use, Clock clock) {
    this.use = use;
    this.clock = clock;
  }

  WithdrawSigningKeyResponse withdraw(Incoming incoming, WithdrawSigningKeyRequest message)
      throws RefusedException {
    Order order = AdminCalls.order(incoming, message.getRequestId(), message.getReason());
    long seq = use.controlChanges().withdrawSigningKey(order, kid(message.getKid()));
    return WithdrawSigningKeyResponse.newBuilder().setControlSeq(seq).build();
  }

  ListSigningKeysResponse list(Incoming incoming, ListSigningKeysRequest message)
      throws RefusedException {
    AdminCalls.operator(incoming);
    var keys = use.control().get().nodeKeys();
    Instant now = clock.instant();
    var all = new TreeMap<String, SigningKey>();
    keys.byKid()
        .forEach(
            (kid, key) -> {
              if (keys.find(kid, now) != null) {
                all.put(kid, message(kid, key));
              }
            });
    for (String kid : keys.withdrawn()) {
      all.put(kid, SigningKey.newBuilder().setKid(kid).setStatus("withdrawn").build());
    }
    return ListSigningKeysResponse.newBuilder().addAllKeys(all.values()).build();
  }

  private static SigningKey message(String kid, NodeKey key) {
    Instant retired = key.retiredAt();
    return SigningKey.newBuilder()
        .setKid(kid)
        .setStatus(retired == null ? "announced" : "retired")
        .setNode(key.node())
        .setSince(Times.timestamp(retired == null ? key.announcedAt() : retired))
        .build();
  }

  private static Thumbprint kid(String text) throws RefusedException {
    try {
      return new Thumbprint(Parameters.required("kid", text));
    } catch (IllegalArgumentException e) {
      throw Parameters.malformed("kid", "invalid_value", "is not a thumbprint");
    }
  }
}
