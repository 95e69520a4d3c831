package io.legate.client.web;

import io.legate.client.resource.ResourceServerConfig;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;

/// Serves a resource server's metadata (RFC 9728), which anyone may read: who issues tokens for it,
/// and that they come with a proof.
///
/// `resource` is the audience, which is what a client asks the broker for. A client that compares
/// it with the address it called (section 3.3) finds them equal where the audience is that address.
public final class MetadataHandler implements Handler<RoutingContext> {

  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  private final String body;

  private MetadataHandler(Json.Obj metadata) {
    this.body = Jcs.text(metadata);
  }

  /// Adds the route where clients look for it. Challenges name it where the configuration is
  /// [ResourceServerConfig#describing].
  public static void addTo(Router router, ResourceServerConfig config) {
    router.get(path(config.baseUri())).handler(new MetadataHandler(metadata(config)));
  }

  /// Returns the metadata of a server.
  static Json.Obj metadata(ResourceServerConfig config) {
    return Json.Obj.with("resource", config.audience())
        .with(
            "authorization_servers",
            Json.Arr.ofStrings(List.of(config.broker().issuer().toString())))
        // Empty: no token is taken that whoever bears it could use.
        .with("bearer_methods_supported", Json.Arr.ofStrings(List.of()))
        .with("dpop_bound_access_tokens_required", new Json.Bool(true))
        .with("dpop_signing_alg_values_supported", Json.Arr.ofStrings(List.of("ES256", "EdDSA")))
        .with("authorization_details_types_supported", Json.Arr.ofStrings(List.of("agent_action")))
        .build();
  }

  /// Returns the address of the metadata, for challenges (section 5.1).
  static String uri(ResourceServerConfig config) {
    return config.served(path(config.baseUri()));
  }

  /// Section 3.1: the well-known part goes between the authority and the path.
  private static String path(URI base) {
    String path = base.getRawPath();
    return WELL_KNOWN + path.substring(0, path.length() - 1);
  }

  @Override
  public void handle(RoutingContext context) {
    context
        .response()
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "public, max-age=60")
        .end(body);
  }
}
