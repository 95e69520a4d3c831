package io.legate.chaos.fault;

import org.jspecify.annotations.Nullable;

/// A fault of the network between the seats.
abstract class NetworkFault implements Fault {

  @Override
  public final @Nullable String impossible(Ground ground) {
    return ground.cluster().network().isCuttable()
        ? null
        : "needs network namespaces, hence root; the loopback network cannot be cut";
  }
}
