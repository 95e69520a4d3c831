package io.legate.client.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.broker.BrokerException.Code;
import io.legate.v1.StreamError;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.grpc.common.GrpcErrorException;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class GrpcFailuresTest {

  private static final long HTTP2_CANCEL = 8;

  @Test
  void aCallThatWasNotAnsweredMayBeTriedAgain() {
    var lost =
        List.<Throwable>of(
            new ConnectException("Connection refused"),
            new HttpClosedException("Stream was closed"),
            new SSLHandshakeException("closed during the handshake"),
            new TimeoutException("no answer"),
            new IllegalStateException("The stream has been closed"),
            new VertxException("Pool closed"),
            // What Vert.x makes of an answer that is not gRPC has no type of its own.
            new Throwable("Invalid HTTP response content-type header"));
    assertThat(lost).allMatch(cause -> GrpcFailures.ofTransport(cause).retryable());
  }

  @Test
  void aCallWhoseTimeIsUpMayBeTriedAgain() {
    var reset = GrpcErrorException.create(new StreamResetException(HTTP2_CANCEL));
    var failure = GrpcFailures.ofTransport(reset);
    assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void aMistakeOfOursIsNotTriedAgain() {
    var mistake = new IllegalArgumentException("no such header");
    assertThat(GrpcFailures.ofTransport(mistake).code()).isEqualTo(Code.INTERNAL);
    assertThat(GrpcFailures.ofTransport(mistake).retryable()).isFalse();
  }

  @Test
  void aBrokerThatIsNotTrustedIsNotTriedAgain() {
    var handshake = new SSLHandshakeException("failed");
    handshake.initCause(new CertificateException("not pinned"));
    var failure = GrpcFailures.ofTransport(new IOException("the request failed", handshake));
    assertThat(failure.reason()).isEqualTo("broker_not_trusted");
    assertThat(failure.retryable()).isFalse();
  }

  @Test
  void onAnOpenStreamOnlyTheAgentCanBeUnauthenticated() {
    var agent = StreamError.newBuilder().setCode(16).setReason("invalid_dpop_proof").build();
    assertThat(GrpcFailures.of(agent).aboutAgent()).isTrue();
    var other = StreamError.newBuilder().setCode(14).setReason("temporarily_unavailable").build();
    assertThat(GrpcFailures.of(other).aboutAgent()).isFalse();
    assertThat(GrpcFailures.of(other).retryable()).isTrue();
  }
}
