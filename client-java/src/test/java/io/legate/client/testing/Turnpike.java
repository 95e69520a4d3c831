package io.legate.client.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// One address that leads to whichever broker it is told to: what stands before several brokers of
/// one issuer. It passes bytes on and sees none of them.
public final class Turnpike implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final NetServer server;
  private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
  private volatile int to;

  public Turnpike() throws Exception {
    server =
        vertx
            .createNetServer()
            .connectHandler(this::pass)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
  }

  /// Where it is.
  public int port() {
    return server.actualPort();
  }

  /// Leads connections that come from now on to a port of the loopback address.
  public void leadTo(int port) {
    to = port;
  }

  /// Cuts every connection there is.
  public void cut() {
    open.forEach(NetSocket::close);
  }

  private void pass(NetSocket from) {
    from.pause();
    open.add(from);
    from.closeHandler(_ -> open.remove(from));
    Future<NetSocket> onward = vertx.createNetClient().connect(to, "127.0.0.1");
    onward
        .onSuccess(
            there -> {
              from.closeHandler(
                  _ -> {
                    open.remove(from);
                    there.close();
                  });
              there.closeHandler(_ -> from.close());
              var _ = there.pipeTo(from);
              var _ = from.pipeTo(there);
            })
        .onFailure(_ -> from.close());
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
