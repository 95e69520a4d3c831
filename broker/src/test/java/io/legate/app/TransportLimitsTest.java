package io.legate.app;

import static io.legate.wire.RawHttp2.CONTINUATION;
import static io.legate.wire.RawHttp2.DATA;
import static io.legate.wire.RawHttp2.END_HEADERS;
import static io.legate.wire.RawHttp2.END_STREAM;
import static io.legate.wire.RawHttp2.HEADERS;
import static io.legate.wire.RawHttp2.PING;
import static io.legate.wire.RawHttp2.RST_STREAM;
import static io.legate.wire.RawHttp2.SETTINGS;
import static io.legate.wire.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.app.config.ConfigReader;
import io.legate.wire.RawHttp2;
import io.legate.wire.TlsSockets;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Floods of frames and bytes, over sockets. Each ends its own connection, and after each the
/// broker answers others.
class TransportLimitsTest {

  private static final int CONNECTIONS = 8;
  private static final int MANY = 50_000;

  private static final byte[] GET =
      "GET /healthz HTTP/1.1\r\nHost: broker\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir static Path data;
  private static Broker broker;
  private static TlsSockets sockets;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    var config =
        ConfigReader.parse(
            """
            listen: 127.0.0.1:0
            limits: {idle_timeout: PT5S, connections_per_address: %s}
            """
                .formatted(CONNECTIONS),
            data);
    broker = Broker.start(config.withData(data), Clock.systemUTC());
    port = URI.create(broker.url()).getPort();
    sockets = TlsSockets.trusting(data.resolve("ca.pem"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @AfterEach
  void othersAreAnswered() throws Exception {
    // Until the broker, too, knows that the test's connections are gone.
    boolean answered = false;
    for (int i = 0; i < 50 && !answered; i++) {
      try (var socket = sockets.connect(port, "http/1.1")) {
        socket.setSoTimeout(5_000);
        answered = answers(socket);
      }
    }
    assertThat(answered).isTrue();
  }

  @Test
  void moreConnectionsOfOneAddressThanMayBeAreClosed() throws Exception {
    var open = new ArrayList<SSLSocket>();
    try {
      boolean refused = false;
      while (!refused && open.size() <= CONNECTIONS) {
        var socket = sockets.connect(port, "http/1.1");
        open.add(socket);
        // What came along with the handshake may still be answered: the second question tells.
        boolean first = answers(socket);
        refused = !first || !answers(socket);
      }
      assertThat(refused).isTrue();
    } finally {
      for (var socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void headerThatComesLetterByLetterEndsTheConnection() throws Exception {
    try (var socket = sockets.connect(port, "http/1.1")) {
      assertThat(answers(socket)).isTrue();
      socket.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      assertThat(endsWhile(socket, "a")).isTrue();
    }
  }

  @Test
  void headersOverTheirSizeAreNotRead() throws Exception {
    byte[] large = RawHttp2.post("/healthz", Map.entry("x", "a".repeat(70_000)));
    try (var connection = open()) {
      int half = 16_000;
      connection.send(RawHttp2.frame(HEADERS, END_STREAM, 1, java.util.Arrays.copyOf(large, half)));
      for (int at = half; at < large.length; at += half) {
        int end = Math.min(large.length, at + half);
        connection.send(
            RawHttp2.frame(
                CONTINUATION,
                end == large.length ? END_HEADERS : 0,
                1,
                java.util.Arrays.copyOfRange(large, at, end)));
      }
      connection.flush();
      assertThat(connection.awaitEnd()).isTrue();
    }
  }

  /// CVE-2023-44487.
  @Test
  void streamsThatAreResetAtOnceEndTheConnection() throws Exception {
    byte[] headers = RawHttp2.post("/legate.v1.TaskService/GetTask", grpc());
    floods(
        stream -> {
          byte[] open = RawHttp2.frame(HEADERS, END_HEADERS, stream, headers);
          return join(open, RawHttp2.frame(RST_STREAM, 0, stream, RawHttp2.number(8)));
        });
  }

  /// CVE-2025-8671: the server is made to reset, by a window that grows by nothing.
  @Test
  void streamsThatMakeTheServerResetEndTheConnection() throws Exception {
    byte[] headers = RawHttp2.post("/legate.v1.TaskService/GetTask", grpc());
    floods(
        stream -> {
          byte[] open = RawHttp2.frame(HEADERS, END_HEADERS, stream, headers);
          return join(open, RawHttp2.frame(WINDOW_UPDATE, 0, stream, RawHttp2.number(0)));
        });
  }

  /// CVE-2026-33871.
  @Test
  void continuationsOfNothingEndTheConnection() throws Exception {
    byte[] headers = RawHttp2.post("/healthz");
    floods(
        stream ->
            stream == 1
                ? RawHttp2.frame(HEADERS, END_STREAM, 1, headers)
                : RawHttp2.frame(CONTINUATION, 0, 1, new byte[0]));
  }

  /// CVE-2019-9518.
  @Test
  void dataOfNothingEndsTheConnection() throws Exception {
    byte[] headers = RawHttp2.post("/oauth2/token", form());
    floods(
        stream ->
            stream == 1
                ? RawHttp2.frame(HEADERS, END_HEADERS, 1, headers)
                : RawHttp2.frame(DATA, 0, 1, new byte[0]));
  }

  /// CVE-2019-9512 and CVE-2019-9515: answers that nobody reads are not kept without end.
  @Test
  void pingsAndSettingsWhoseAnswersNobodyReadsEndTheConnection() throws Exception {
    for (byte[] frame :
        new byte[][] {
          RawHttp2.frame(PING, 0, 0, new byte[8]), RawHttp2.frame(SETTINGS, 0, 0, new byte[0])
        }) {
      try (var connection = RawHttp2.openDeaf(sockets.connect(port, "h2", 4_096))) {
        assertThat(endsWhile(connection, frame)).isTrue();
      }
    }
  }

  @Test
  void moreStreamsThanMayBeAreRefused() throws Exception {
    byte[] headers = RawHttp2.post("/legate.v1.TaskService/GetTask", grpc());
    try (var connection = open()) {
      for (int i = 0; i < 1_001; i++) {
        connection.send(RawHttp2.frame(HEADERS, END_HEADERS, 1 + 2 * i, headers));
      }
      connection.flush();
      boolean refused = false;
      for (int i = 0; i < 20_000 && !refused; i++) {
        refused = connection.resets() > 0 || connection.isEnded();
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
      }
      assertThat(refused).isTrue();
    }
  }

  private interface Frames {
    byte[] of(int stream);
  }

  /// Asserts that the server ends the connection before all of it was sent, or after.
  private static void floods(Frames frames) throws Exception {
    try (var connection = open()) {
      try {
        for (int i = 0; i < MANY && !connection.isEnded(); i++) {
          connection.send(frames.of(1 + 2 * i));
        }
        connection.flush();
      } catch (IOException gone) {
        // As it should be.
      }
      assertThat(connection.awaitEnd()).isTrue();
    }
  }

  private static RawHttp2 open() throws IOException {
    return RawHttp2.open(sockets.connect(port, "h2"));
  }

  /// Writes a letter each time that nothing is to be read, until the other side ends it.
  private static boolean endsWhile(SSLSocket socket, String letter) throws IOException {
    socket.setSoTimeout(50);
    for (int i = 0; i < 400; i++) {
      try {
        if (socket.getInputStream().read() < 0) {
          return true;
        }
      } catch (SocketTimeoutException nothing) {
        // Then another letter.
      }
      try {
        socket.getOutputStream().write(letter.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException ended) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsWhile(RawHttp2 connection, byte[] frame) {
    try {
      for (int i = 0; i < 50_000_000; i++) {
        connection.send(frame);
      }
      connection.flush();
      return false;
    } catch (IOException ended) {
      return true;
    }
  }

  /// Whether a question is answered to its end, so that another may be asked.
  private static boolean answers(SSLSocket socket) {
    var answer = new StringBuilder();
    try {
      socket.getOutputStream().write(GET);
      var in = socket.getInputStream();
      int next = in.read();
      while (next >= 0 && !answer.toString().endsWith("\r\n\r\nok")) {
        answer.append((char) next);
        next = in.read();
      }
    } catch (IOException closed) {
      return false;
    }
    return answer.toString().startsWith("HTTP/1.1 200");
  }

  private static Map.Entry<String, String> grpc() {
    return Map.entry("content-type", "application/grpc");
  }

  private static Map.Entry<String, String> form() {
    return Map.entry("content-type", "application/x-www-form-urlencoded");
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
