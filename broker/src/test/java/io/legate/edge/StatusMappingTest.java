package io.legate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.edge.StatusMapping.Grpc;
import io.legate.edge.StatusMapping.Role;
import io.legate.refusal.Code;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusMappingTest {

  /// The table of `docs/spec/errors.md`. A code without a line here fails [#everyCodeIsInTheTable].
  private static final String TABLE =
      """
      invalid_request 400 400 INVALID_ARGUMENT
      invalid_client 401 401 UNAUTHENTICATED
      unsupported_grant_type 400 400 INVALID_ARGUMENT
      unsupported_token_type 400 400 INVALID_ARGUMENT
      unauthorized_client 400 403 PERMISSION_DENIED
      invalid_dpop_proof 400 401 UNAUTHENTICATED
      use_dpop_nonce 400 401 UNAUTHENTICATED
      invalid_token 401 401 UNAUTHENTICATED
      insufficient_scope 403 403 PERMISSION_DENIED
      invalid_target 400 400 INVALID_ARGUMENT
      invalid_scope 400 400 INVALID_ARGUMENT
      invalid_authorization_details 400 400 INVALID_ARGUMENT
      access_denied 400 403 PERMISSION_DENIED
      not_found 404 404 NOT_FOUND
      idempotency_conflict 400 409 ALREADY_EXISTS
      request_expired 400 400 INVALID_ARGUMENT
      task_closed 400 409 FAILED_PRECONDITION
      already_settled 400 409 FAILED_PRECONDITION
      already_answered 400 409 FAILED_PRECONDITION
      lapsed 400 409 FAILED_PRECONDITION
      actor_of_the_chain 400 403 PERMISSION_DENIED
      key_too_new 400 403 PERMISSION_DENIED
      invalid_approval 400 400 INVALID_ARGUMENT
      policy_from_folder 400 409 FAILED_PRECONDITION
      still_running 400 409 FAILED_PRECONDITION
      on_hold 400 409 FAILED_PRECONDITION
      too_many_requests 429 429 RESOURCE_EXHAUSTED
      request_too_large 413 413 RESOURCE_EXHAUSTED
      temporarily_unavailable 503 503 UNAVAILABLE
      """;

  @Test
  void everyCodeIsInTheTable() {
    String actual =
        Arrays.stream(Code.values())
            .map(
                code ->
                    "%s %s %s %s\n"
                        .formatted(
                            code.label(),
                            StatusMapping.http(code, Role.AUTHORIZATION_SERVER),
                            StatusMapping.http(code, Role.PROTECTED_RESOURCE),
                            StatusMapping.grpc(code)))
            .collect(Collectors.joining());
    assertThat(actual).isEqualTo(TABLE);
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void everyUnauthorizedAnswerHasAChallenge(Code code) {
    for (Role role : Role.values()) {
      if (StatusMapping.http(code, role) == 401) {
        assertThat(StatusMapping.challenge(code, role))
            .startsWith("DPoP error=\"" + code.label() + "\"");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void unauthenticatedIsNeverToldOfWhatIsForbidden(Code code) {
    boolean unauthorized = StatusMapping.http(code, Role.PROTECTED_RESOURCE) == 401;
    assertThat(StatusMapping.grpc(code) == Grpc.UNAUTHENTICATED).isEqualTo(unauthorized);
  }

  @ParameterizedTest
  @CsvSource({"TOO_MANY_REQUESTS", "TEMPORARILY_UNAVAILABLE"})
  void onlyWhatPassesIsToBeRetried(Code passing) {
    assertThat(StatusMapping.mayRetry(passing)).isTrue();
    assertThat(Arrays.stream(Code.values()).filter(StatusMapping::mayRetry)).hasSize(2);
  }
}
