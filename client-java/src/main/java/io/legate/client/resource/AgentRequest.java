package io.legate.client.resource;

import java.util.List;

/// A call as it came in, before anything about it is believed.
///
/// @param htm its method; `POST` for gRPC
/// @param htu what was served, from configuration ([ResourceServerConfig#served])
/// @param authorization every `authorization` header
/// @param dpop every `dpop` header
public record AgentRequest(String htm, String htu, List<String> authorization, List<String> dpop) {

  public AgentRequest {
    authorization = List.copyOf(authorization);
    dpop = List.copyOf(dpop);
  }

  /// Never the headers: they are credentials.
  @Override
  public String toString() {
    return "AgentRequest[" + htm + " " + htu + "]";
  }
}
