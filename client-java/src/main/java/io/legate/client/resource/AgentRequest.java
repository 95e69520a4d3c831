package io.legate.client.resource;

import io.legate.dpop.ExpectedRequest.UriRule;
import java.util.List;

/// A call as it came in, before anything about it is believed.
///
/// @param htm its method; `POST` for gRPC
/// @param htu what was served, from configuration and never from `Host`
///   ([ResourceServerConfig#served])
/// @param uriRule how the proof's `htu` is compared with it
/// @param authorization every `authorization` header
/// @param dpop every `dpop` header
public record AgentRequest(
    String htm, String htu, UriRule uriRule, List<String> authorization, List<String> dpop) {

  public AgentRequest {
    authorization = List.copyOf(authorization);
    dpop = List.copyOf(dpop);
  }

  /// Returns a call over HTTP.
  public static AgentRequest http(
      String method, String htu, List<String> authorization, List<String> dpop) {
    return new AgentRequest(method, htu, UriRule.NORMALISED, authorization, dpop);
  }

  /// Returns a call over gRPC (`docs/spec/dpop-grpc.md`).
  public static AgentRequest grpc(String htu, List<String> authorization, List<String> dpop) {
    return new AgentRequest("POST", htu, UriRule.STRICT, authorization, dpop);
  }

  /// Never the headers: they are credentials.
  @Override
  public String toString() {
    return "AgentRequest[" + htm + " " + htu + "]";
  }
}
