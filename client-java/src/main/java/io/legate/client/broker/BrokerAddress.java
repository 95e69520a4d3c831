package io.legate.client.broker;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/// Where the broker is and whom to believe about it.
///
/// @param issuer the issuer identifier, exactly as the broker is configured: `https`, lower case,
///   no path, query or fragment. It is `iss` of its tokens, `aud` of what is signed for it, and the
///   base of every `htu`
/// @param caPem the certificates that its own must chain to. No other authority is trusted, not
///   even the platform's
public record BrokerAddress(URI issuer, Path caPem) {

  public BrokerAddress {
    String text = issuer.toString();
    boolean origin = issuer.getRawPath() == null || issuer.getRawPath().isEmpty();
    if (!"https".equals(issuer.getScheme()) || issuer.getHost() == null || !origin) {
      throw new IllegalArgumentException("the issuer is not an https origin");
    }
    if (issuer.getRawUserInfo() != null
        || issuer.getRawQuery() != null
        || issuer.getRawFragment() != null
        || issuer.getPort() == 443
        || !text.equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the issuer is not in its normal form");
    }
  }

  /// The host to connect to; an IPv6 address without its brackets.
  public String host() {
    String host = issuer.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// The port to connect to.
  public int port() {
    return issuer.getPort() == -1 ? 443 : issuer.getPort();
  }

  /// Returns the URI of a path on the broker, such as `/oauth2/token` or
  /// `/legate.v1.TokenService/Exchange`: what a proof names as `htu`.
  public String uri(String path) {
    return issuer + path;
  }
}
