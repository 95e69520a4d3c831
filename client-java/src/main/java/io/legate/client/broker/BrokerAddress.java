package io.legate.client.broker;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Where the broker is, or the brokers of one cluster are, and whom to believe about it.
///
/// @param issuer the issuer identifier, exactly as the broker is configured: `https`, lower case,
///   no path, query or fragment. It is `iss` of its tokens, `aud` of what is signed for it, and the
///   base of every `htu`
/// @param caPem the certificates that its own must chain to. No other authority is trusted, not
///   even the platform's
/// @param places where it listens, at least one; of several brokers any will do, and where one does
///   not answer the next is asked
public record BrokerAddress(URI issuer, Path caPem, List<Place> places) {

  public BrokerAddress {
    places = List.copyOf(places);
    if (places.isEmpty()) {
      throw new IllegalArgumentException("a broker is somewhere");
    }
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

  /// A broker that listens where its issuer identifier says.
  public BrokerAddress(URI issuer, Path caPem) {
    this(issuer, caPem, List.of(Place.of(issuer)));
  }

  /// Where a broker listens. Its certificate must name the host.
  ///
  /// @param host an IPv6 address without its brackets
  public record Place(String host, int port) {

    private static Place of(URI issuer) {
      String host = String.valueOf(issuer.getHost());
      return new Place(
          host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
          issuer.getPort() == -1 ? 443 : issuer.getPort());
    }
  }

  /// Returns the URI of a path on the broker, such as `/oauth2/token` or
  /// `/legate.v1.TokenService/Exchange`: what a proof names as `htu`.
  public String uri(String path) {
    return issuer + path;
  }
}
