package io.legate.http;

import io.legate.json.Json;
import java.util.List;

/// The metadata of the policy decision point (AuthZEN Authorization API 1.0 section 9): what is
/// served here, and nothing that is not.
final class EvaluationMetadata {

  private EvaluationMetadata() {}

  static Json.Obj of(String issuer) {
    return Json.Obj.with("policy_decision_point", issuer)
        .with("access_evaluation_endpoint", issuer + BrokerHttp.EVALUATION)
        .with("access_evaluations_endpoint", issuer + BrokerHttp.EVALUATIONS)
        .with("obligations_supported", Json.Arr.ofStrings(List.of(EvaluationAnswers.CUSTOM)))
        .build();
  }
}
