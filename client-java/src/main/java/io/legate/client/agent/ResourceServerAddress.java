package io.legate.client.agent;

import java.net.URI;
import java.nio.file.Path;

/// Where a resource server is, what it is called in tokens, and whom to believe about it.
///
/// @param audience the `aud` of tokens for it, and its name in `locations`
/// @param baseUri where its paths begin, such as `https://erp.example/`; one that the broker has
///   registered for it
/// @param caPem the certificates that its own must chain to; no other authority is trusted
public record ResourceServerAddress(String audience, URI baseUri, Path caPem) {

  public ResourceServerAddress {
    if (!"https".equals(baseUri.getScheme()) || !baseUri.toString().endsWith("/")) {
      throw new IllegalArgumentException("the base URI is not https or does not end in a slash");
    }
  }

  /// Returns the URI of a path below the base, which may have a query.
  public URI resolve(String path) {
    return baseUri.resolve(path.startsWith("/") ? path.substring(1) : path);
  }
}
