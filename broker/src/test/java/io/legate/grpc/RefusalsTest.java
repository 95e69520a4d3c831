package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.refusal.RefusedException.Detail;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {

  @ParameterizedTest
  @EnumSource(Code.class)
  void everyCodeHasAStatusAndIsTheReason(Code code) throws Exception {
    var refusal = new RefusedException(code, "something is wrong");
    var status = Refusals.status(refusal);
    var details = Refusals.details(status, refusal);
    assertThat(details.getCode()).isEqualTo(status.code);
    assertThat(details.getMessage()).isEqualTo("something is wrong");
    assertThat(details.getDetailsList()).hasSize(1);
    var info = details.getDetails(0).unpack(ErrorInfo.class);
    assertThat(info.getReason()).isEqualTo(code.label());
    assertThat(info.getDomain()).isEqualTo("legate");
    assertThat(info.getMetadataMap()).isEmpty();
  }

  @Test
  void whatIsSaidOfTheAgentSaysSo() throws Exception {
    var refusal = new RefusedException(Code.INVALID_TOKEN, "token is past its `exp`").ofAgent();
    var info =
        Refusals.details(Refusals.status(refusal), refusal).getDetails(0).unpack(ErrorInfo.class);
    assertThat(info.getMetadataMap()).containsEntry("subject", "agent");
  }

  @Test
  void everySingleFaultIsAFieldViolation() throws Exception {
    var refusal =
        new RefusedException(
            Code.INVALID_AUTHORIZATION_DETAILS,
            "the boundary goes beyond its parent",
            List.of(
                new Detail("/authorization_details/0", "actions_exceeded", "one action too many"),
                new Detail("/authorization_details/1", "no_such_parent", "there is none")));
    var violations =
        Refusals.details(Refusals.status(refusal), refusal).getDetails(1).unpack(BadRequest.class);
    assertThat(violations.getFieldViolationsList())
        .extracting(BadRequest.FieldViolation::getField, BadRequest.FieldViolation::getDescription)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "/authorization_details/0", "actions_exceeded: one action too many"),
            org.assertj.core.groups.Tuple.tuple(
                "/authorization_details/1", "no_such_parent: there is none"));
  }

  @Test
  void onlyTheCallerIsAskedForANonce() {
    var asked = new RefusedException(Code.USE_DPOP_NONCE, "a nonce is needed");
    assertThat(Refusals.asksForNonce(asked)).isTrue();
    assertThat(Refusals.asksForNonce(asked.ofAgent())).isFalse();
    assertThat(Refusals.asksForNonce(new RefusedException(Code.INVALID_DPOP_PROOF, "stale")))
        .isFalse();
  }
}
