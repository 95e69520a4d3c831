package io.legate.chaos.stage;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The way of one broker to its database, as an operator's TCP balancer is: it leads to whichever
/// server is the primary. Here a single append is caught on its way, before it arrives or before
/// its answer does.
final class DatabaseGate implements AutoCloseable {

  /// Bytes that stand in every append and in nothing else that a broker sends.
  private static final String APPEND = ",\"kind\":";

  private static final int BUFFER_BYTES = 65_536;
  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Catch> trap = new AtomicReference<>();
  private volatile InetSocketAddress target;
  private volatile boolean stalled;

  /// What happens to the next append.
  ///
  /// @param arrives whether the database gets to see it; the broker never hears of it
  /// @param caught run when it is caught
  record Catch(boolean arrives, Runnable caught) {}

  DatabaseGate(String address, int port, InetSocketAddress target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(port, 50, InetAddress.getByName(address));
    Thread.ofVirtual().start(this::accept);
  }

  /// Leads to another server from now on; connections to the old one end.
  void lead(InetSocketAddress other) {
    target = other;
    open.forEach(DatabaseGate::closeQuietly);
  }

  /// Stops carrying anything, without telling anybody, or goes on.
  void stall(boolean still) {
    stalled = still;
  }

  /// Catches the next append.
  void catchNext(Catch next) {
    trap.set(next);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        // Closed, which the condition above sees.
      }
    }
  }

  private void connect(Socket client) {
    var server = new Socket();
    try {
      server.connect(target, CONNECT_MILLIS);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      open.add(server);
      var link = new Link(client, server);
      Thread.ofVirtual().start(link::requests);
      link.answers();
    } catch (IOException e) {
      closeQuietly(server);
      closeQuietly(client);
    } finally {
      open.remove(server);
      open.remove(client);
    }
  }

  private static boolean isAppend(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(APPEND);
  }

  private void waitWhileStalled() {
    while (stalled) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    closeQuietly(listening);
    stalled = false;
    open.forEach(DatabaseGate::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // Nothing is left to do with it.
    }
  }

  /// One connection and the one behind it.
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean mute;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void requests() {
      byte[] buffer = new byte[BUFFER_BYTES];
      try (client;
          server) {
        InputStream in = client.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          waitWhileStalled();
          Catch caught = trap.get() != null && isAppend(buffer, n) ? trap.getAndSet(null) : null;
          if (caught != null) {
            mute = true;
          }
          if (caught == null || caught.arrives) {
            server.getOutputStream().write(buffer, 0, n);
          }
          if (caught != null) {
            caught.caught.run();
          }
        }
      } catch (IOException e) {
        // The other end closed it.
      }
    }

    void answers() throws IOException {
      byte[] buffer = new byte[BUFFER_BYTES];
      try (client;
          server) {
        InputStream in = server.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          waitWhileStalled();
          if (!mute) {
            client.getOutputStream().write(buffer, 0, n);
          }
        }
      }
    }
  }
}
