package io.legate.wire;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;

/// One HTTP/2 connection whose frames (RFC 9113) are written as they are given, whether or not that
/// is allowed. What comes back is counted and not understood. One thread writes.
public final class RawHttp2 implements AutoCloseable {

  public static final int DATA = 0x0;
  public static final int HEADERS = 0x1;
  public static final int RST_STREAM = 0x3;
  public static final int SETTINGS = 0x4;
  public static final int PING = 0x6;
  public static final int GOAWAY = 0x7;
  public static final int WINDOW_UPDATE = 0x8;
  public static final int CONTINUATION = 0x9;

  public static final int END_STREAM = 0x1;
  public static final int ACK = 0x1;
  public static final int END_HEADERS = 0x4;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int WINDOW_MAX = Integer.MAX_VALUE - 65_535;

  private final SSLSocket socket;
  private final OutputStream out;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicLong answers = new AtomicLong();
  private final AtomicInteger resets = new AtomicInteger();
  private final AtomicInteger pongs = new AtomicInteger();

  private RawHttp2(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
  }

  /// Begins a connection, and reads all that comes back until it ends.
  public static RawHttp2 open(SSLSocket socket) throws IOException {
    var connection = openDeaf(socket);
    Thread.ofVirtual().name("raw-http2").start(connection::read);
    return connection;
  }

  /// Begins a connection of which nothing is ever read.
  public static RawHttp2 openDeaf(SSLSocket socket) throws IOException {
    var connection = new RawHttp2(socket);
    connection.out.write(PREFACE);
    connection.send(frame(SETTINGS, 0, 0, new byte[0]));
    connection.send(frame(WINDOW_UPDATE, 0, 0, number(WINDOW_MAX)));
    connection.flush();
    return connection;
  }

  /// Returns a frame.
  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .put((byte) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /// Returns four bytes.
  public static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /// Returns header fields, each a literal that no table remembers (RFC 7541 section 6.2.2).
  public static byte[] fields(List<Map.Entry<String, String>> fields) {
    var block = new ByteArrayOutputStream();
    for (var field : fields) {
      block.write(0);
      string(block, field.getKey());
      string(block, field.getValue());
    }
    return block.toByteArray();
  }

  /// Returns the fields of a `POST`, with others after them.
  @SafeVarargs
  public static byte[] post(String path, Map.Entry<String, String>... more) {
    var all = new java.util.ArrayList<Map.Entry<String, String>>();
    all.add(Map.entry(":method", "POST"));
    all.add(Map.entry(":scheme", "https"));
    all.add(Map.entry(":authority", "broker.test"));
    all.add(Map.entry(":path", path));
    for (var each : more) {
      all.add(each);
    }
    return fields(all);
  }

  private static void string(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int length = bytes.length;
    if (length < 127) {
      block.write(length);
    } else {
      block.write(127);
      for (length -= 127; length >= 128; length >>= 7) {
        block.write(length % 128 + 128);
      }
      block.write(length);
    }
    block.writeBytes(bytes);
  }

  /// Writes bytes, which go out with the next [#flush] at the latest.
  public void send(byte[] frame) throws IOException {
    synchronized (out) {
      out.write(frame);
    }
  }

  public void flush() throws IOException {
    synchronized (out) {
      out.flush();
    }
  }

  private void read() {
    try {
      var in =
          new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 65_536));
      while (true) {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.readInt();
        byte[] payload = in.readNBytes(length);
        if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
          answers.incrementAndGet();
        } else if (type == RST_STREAM) {
          resets.incrementAndGet();
        } else if (type == PING && (flags & ACK) != 0) {
          pongs.incrementAndGet();
        } else if (type == GOAWAY) {
          break;
        } else if (type == SETTINGS && (flags & ACK) == 0) {
          send(frame(SETTINGS, ACK, 0, new byte[0]));
          flush();
        } else if (type == PING) {
          send(frame(PING, ACK, 0, payload));
          flush();
        }
      }
    } catch (IOException gone) {
      // That is one way to end.
    } finally {
      ended.countDown();
    }
  }

  /// How many streams were ended by an answer.
  public long answers() {
    return answers.get();
  }

  /// How many streams were reset by the other side.
  public int resets() {
    return resets.get();
  }

  /// How many pings came back.
  public int pongs() {
    return pongs.get();
  }

  /// Whether the other side has ended the connection.
  public boolean isEnded() {
    return ended.getCount() == 0;
  }

  /// Waits until the other side ends the connection, and returns whether it did.
  public boolean awaitEnd() throws InterruptedException {
    return ended.await(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
