package io.legate.idp;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/// Where an identity provider's keys are published.
public sealed interface Whereabouts {

  /// Where its own metadata says, at the issuer's origin (OpenID Connect Discovery 1.0 section 4).
  record Discovered() implements Whereabouts {}

  /// At an address that the configuration names.
  record Named(URI jwks) implements Whereabouts {}

  /// Returns the address that a text is, where it may be asked: over HTTPS, or over HTTP on this
  /// machine; without user, query and fragment. Null for any other.
  static @Nullable URI address(String text) {
    try {
      var uri = new URI(text);
      boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
      boolean placed = uri.getHost() != null && uri.getRawUserInfo() == null;
      boolean safe =
          "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isLoopback(uri));
      return plain && placed && safe ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /// Whether an address is one of this machine alone, by how it is written: no name is looked up.
  static boolean isLoopback(URI address) {
    String host = address.getHost();
    return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
  }
}
