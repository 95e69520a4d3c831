package io.legate.forward;

import io.legate.keys.NodeTrust;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What a node shows to its peers and knows them by.
///
/// TLS 1.3 only, and both sides show a certificate of the cluster's authority that says which node
/// they are. Host names are not compared: an address comes from where anybody may write, and proves
/// nothing.
///
/// @param node its number
/// @param certificate PEM, this node's first
/// @param key PEM, PKCS#8
/// @param nodes of the same cluster
public record NodeIdentity(int node, Path certificate, Path key, NodeTrust nodes) {

  private static final Set<String> TLS = Set.of("TLSv1.3");
  private static final int TIMEOUT_MILLIS = 1_000;

  /// Of one link, at once: all of its calls, as many that it gave up a moment ago and whose streams
  /// are not closed yet, and the question whether it is alive. What is more is queued, and a
  /// question that is queued behind calls makes a full link look dead.
  private static final int STREAMS_MAX = 2 * Link.IN_FLIGHT_MAX + 1;

  /// Options of a server that talks to any other node.
  HttpServerOptions server(String host, int port) {
    var options =
        new HttpServerOptions()
            .setHost(host)
            .setPort(port)
            .setSsl(true)
            .setUseAlpn(true)
            .setAlpnVersions(List.of(HttpVersion.HTTP_2))
            .setHttp2ClearTextEnabled(false)
            .setEnabledSecureTransportProtocols(TLS)
            .setSslHandshakeTimeout(TIMEOUT_MILLIS)
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            .setKeyCertOptions(shown())
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(TrustOptions.wrap(nodes.in(other -> other != node)))
            .setTcpKeepAlive(true);
    options.getInitialSettings().setMaxConcurrentStreams(STREAMS_MAX);
    return options;
  }

  /// Options of a client that talks to one other node.
  HttpClientOptions client(int peer) {
    return new HttpClientOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setEnabledSecureTransportProtocols(TLS)
        .setConnectTimeout(TIMEOUT_MILLIS)
        .setSslHandshakeTimeout(TIMEOUT_MILLIS)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setKeyCertOptions(shown())
        .setVerifyHost(false)
        .setTrustOptions(TrustOptions.wrap(nodes.in(other -> other == peer)))
        .setTcpKeepAlive(true);
  }

  private PemKeyCertOptions shown() {
    return new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
  }
}
