package io.legate.ledger.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stands between a ledger and its database, and breaks the connection that carries a given text:
/// before the text has arrived, or after it has and before the answer comes back.
final class CuttingProxy implements AutoCloseable {

  /// Where a connection breaks.
  enum Cut {
    BEFORE_ARRIVAL,
    BEFORE_THE_ANSWER
  }

  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile String text = "";
  private volatile Cut cut = Cut.BEFORE_ARRIVAL;

  CuttingProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// Breaks the next connection that carries this text, once.
  void cutOnce(String carried, Cut where) {
    cut = where;
    text = carried;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        if (listening.isClosed()) {
          // It was closed meanwhile, and did not know of this one.
          close();
        }
        var link = new Link(client, server);
        Thread.ofVirtual().start(link::requests);
        Thread.ofVirtual().start(link::answers);
      }
    } catch (IOException e) {
      // Closed, or the server is gone: whoever connects is told so by the broken connection.
      closeQuietly(listening);
    }
  }

  private boolean carries(byte[] bytes, int length) {
    String wanted = text;
    return !wanted.isEmpty()
        && new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(wanted);
  }

  @Override
  public void close() {
    closeQuietly(listening);
    open.forEach(CuttingProxy::closeQuietly);
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
      byte[] buffer = new byte[65_536];
      try (client;
          server) {
        InputStream in = client.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (carries(buffer, n)) {
            text = "";
            if (cut == Cut.BEFORE_ARRIVAL) {
              return;
            }
            mute = true;
          }
          server.getOutputStream().write(buffer, 0, n);
        }
      } catch (IOException e) {
        // The other end closed it.
      }
    }

    void answers() {
      byte[] buffer = new byte[65_536];
      try (client;
          server) {
        InputStream in = server.getInputStream();
        for (int n = in.read(buffer); n >= 0 && !mute; n = in.read(buffer)) {
          client.getOutputStream().write(buffer, 0, n);
        }
      } catch (IOException e) {
        // The other end closed it.
      }
    }
  }
}
