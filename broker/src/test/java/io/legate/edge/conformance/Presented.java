package io.legate.edge.conformance;

import io.legate.assembly.Site;
import io.legate.crypto.Sha256;
import io.legate.crypto.Signer;
import io.legate.identity.Uuid7;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a caller presents with a request: an access token and a proof, in order until a step
/// changes something. One request has one of these.
final class Presented {

  /// Of the request itself.
  final String method = "POST";

  final String uri;
  final LocalSigner holder;
  private final Site site;

  String scheme = "DPoP";
  String headerName = "dpop";
  final Map<String, Json> header = new LinkedHashMap<>();
  final Map<String, Json> claims = new LinkedHashMap<>();
  Signing signing = TestKeys::token;
  int copies = 1;
  boolean isLeftOut;

  /// The whole proof, where it is not made of header and claims.
  String instead = "";

  private final String token;
  private final LocalSigner signer;

  /// Makes a token of header and claims.
  interface Signing {
    String sign(Obj header, Obj claims, Signer signer) throws Exception;
  }

  /// @param client whose registered key it is
  Presented(Site site, String client, String uri, String token) {
    this.site = site;
    this.uri = uri;
    this.token = token;
    this.holder = site.signer(client);
    this.signer = holder;
    header.put("typ", new Json.Str("dpop+jwt"));
    header.put("alg", new Json.Str("ES256"));
    header.put("jwk", holder.publicKey().jwk());
    claims.put("jti", new Json.Str(Uuid7.at(now()).toString()));
    claims.put("htm", new Json.Str(method));
    claims.put("htu", new Json.Str(uri));
    claims.put("iat", number(now().getEpochSecond()));
    claims.put("ath", new Json.Str(Sha256.base64Url(token)));
  }

  java.time.Instant now() {
    return site.clock.instant();
  }

  static Json number(long value) {
    return new Json.Num(Long.toString(value));
  }

  void claim(String name, String value) {
    claims.put(name, new Json.Str(value));
  }

  void issuedAt(long secondsFromNow) {
    claims.put("iat", number(now().getEpochSecond() + secondsFromNow));
  }

  void type(String typ) {
    header.put("typ", new Json.Str(typ));
  }

  /// The headers of the request.
  Map<String, List<String>> headers() throws Exception {
    var headers = new LinkedHashMap<String, List<String>>();
    headers.put("authorization", List.of(scheme + " " + token));
    if (!isLeftOut) {
      String proof =
          instead.isEmpty() ? signing.sign(new Obj(header), new Obj(claims), signer) : instead;
      var proofs = new ArrayList<String>();
      for (int i = 0; i < copies; i++) {
        proofs.add(proof);
      }
      headers.put(headerName, proofs);
    }
    return headers;
  }
}
