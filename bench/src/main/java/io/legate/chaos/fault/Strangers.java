package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// C19: somebody who is no broker speaks to the brokers' own ports: garbage, the beginning of a
/// member's greeting, a serialized Java object, another protocol.
final class Strangers implements Fault {

  private static final int CONNECT_MILLIS = 1_000;
  private static final int GARBAGE_BYTES = 32_768;

  /// The magic of Java serialization, and of a class nobody has.
  private static final String GADGET = "\u00ac\u00ed\u0000\u0005sr\u0000\u0006Gadget";

  @Override
  public String name() {
    return "strangers";
  }

  @Override
  public String about() {
    return "C19: garbage, half a greeting and a serialized object on every port between brokers,"
        + " for 3 seconds (20)";
  }

  @Override
  public void run(Ground ground) throws InterruptedException {
    long until = System.nanoTime() + ground.pick(3, 20) * 1_000_000_000L;
    int sent = 0;
    while (System.nanoTime() < until) {
      for (Broker broker : ground.cluster().brokers()) {
        for (int port : new int[] {Broker.MEMBER_PORT, Broker.PEER_PORT}) {
          sent += speak(ground, broker.address(), port) ? 1 : 0;
        }
      }
      ground.serve(0.2, ground.cluster().brokers(), PartBrokers.GAP_MILLIS_MAX);
    }
    ground.measure("connections", sent);
    if (sent == 0) {
      ground.fail("no port took a connection");
    }
    ground.healed();
  }

  private static boolean speak(Ground ground, String address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      OutputStream out = socket.getOutputStream();
      switch (ground.random().nextInt(4)) {
        case 0 -> {
          byte[] garbage = new byte[GARBAGE_BYTES];
          ground.random().nextBytes(garbage);
          out.write(garbage);
        }
        case 1 -> out.write("HZC".getBytes(StandardCharsets.US_ASCII));
        case 2 -> out.write(("HZC" + GADGET).getBytes(StandardCharsets.ISO_8859_1));
        default ->
            out.write("GET /hazelcast/rest HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      out.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
