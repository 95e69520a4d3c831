package io.legate.exchange;

import io.legate.json.Json;
import org.jspecify.annotations.Nullable;

/// What a client asks of the exchange (RFC 8693 section 2.1), as it came off the wire. A parameter
/// that was not sent is null.
///
/// @param target the one `resource` or `audience`
/// @param narrow whether to answer with what is left within all bounds, instead of refusing
public record ExchangeRequest(
    String subjectToken,
    String subjectTokenType,
    @Nullable String actorToken,
    @Nullable String actorTokenType,
    @Nullable String requestedTokenType,
    @Nullable String target,
    @Nullable String scope,
    @Nullable Json authorizationDetails,
    boolean narrow) {

  /// The token type of a statement.
  public static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  /// The token type of an instance, and of everything that is issued.
  public static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
}
