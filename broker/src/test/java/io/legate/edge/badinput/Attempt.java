package io.legate.edge.badinput;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An exchange as a client sends it, good or bad, over whichever transport.
///
/// @param assertion empty for none
/// @param parameters by their names, which both transports share; not sent where empty
record Attempt(
    List<String> proofs,
    List<String> authorization,
    String assertion,
    Map<String, String> parameters) {

  Attempt {
    proofs = List.copyOf(proofs);
    authorization = List.copyOf(authorization);
    parameters = Map.copyOf(parameters);
  }

  Attempt withProofs(String... other) {
    return new Attempt(List.of(other), authorization, assertion, parameters);
  }

  Attempt withAuthorization(String header) {
    return new Attempt(proofs, List.of(header), assertion, parameters);
  }

  Attempt withAssertion(String other) {
    return new Attempt(proofs, authorization, other, parameters);
  }

  Attempt with(String name, String value) {
    var changed = new TreeMap<>(parameters);
    changed.put(name, value);
    return new Attempt(proofs, authorization, assertion, changed);
  }

  String parameter(String name) {
    return parameters.get(name);
  }
}
