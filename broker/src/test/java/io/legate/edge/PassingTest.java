package io.legate.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.edge.Neighbours.Neighbour;
import io.legate.edge.Neighbours.Outcome;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PassingTest {

  private static final PassedCall CALL =
      new PassedCall("s/M", List.of(), List.of(), new byte[0], null);

  private static final Neighbour SILENT = (_, _) -> new Outcome.Unknown();

  private int carriedOutHere;

  @Test
  void answerOfTheOwnerIsTheAnswer() throws Exception {
    Neighbour owner = (_, _) -> new Outcome.Answered("there".getBytes(StandardCharsets.UTF_8));
    assertThat(through(owner, null)).isEqualTo("there");
    assertThat(carriedOutHere).isZero();
  }

  @Test
  void refusalOfTheOwnerIsTheRefusal() {
    Neighbour owner =
        (_, _) -> {
          throw new RefusedException(Code.NOT_FOUND, "no");
        };
    assertThat(refusal(owner, null).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(carriedOutHere).isZero();
  }

  @Test
  void whatTheOwnerDidNotCarryOutIsCarriedOutHere() throws Exception {
    Neighbour owner = (_, _) -> new Outcome.NotCarriedOut();
    assertThat(through(owner, null)).isEqualTo("here");
    var spent = new RefusedException(Code.INVALID_DPOP_PROOF, "proof was used before");
    assertThat(refusal(owner, spent)).isSameAs(spent);
  }

  @Test
  void whatNobodyKnowsIsCarriedOutHere() throws Exception {
    assertThat(through(SILENT, null)).isEqualTo("here");
  }

  @ParameterizedTest
  @EnumSource(names = {"INVALID_DPOP_PROOF", "INVALID_CLIENT"})
  void callMayNotBeCalledAReplayOfItself(Code code) {
    var told = refusal(SILENT, new RefusedException(code, "was used before"));
    assertThat(told.code()).isEqualTo(Code.TEMPORARILY_UNAVAILABLE);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"INVALID_DPOP_PROOF", "INVALID_CLIENT"})
  void everyOtherRefusalIsToldAsItIs(Code code) {
    var refusal = new RefusedException(code, "no");
    assertThat(refusal(SILENT, refusal)).isSameAs(refusal);
  }

  @Test
  void agentsSpentProofIsToldAsItIs() {
    var refusal = new RefusedException(Code.INVALID_DPOP_PROOF, "proof was used before").ofAgent();
    assertThat(refusal(SILENT, refusal)).isSameAs(refusal);
  }

  private String through(Neighbour owner, @Nullable RefusedException here) throws RefusedException {
    return Passing.through(
        owner,
        CALL,
        Duration.ofSeconds(1),
        message -> new String(message, StandardCharsets.UTF_8),
        () -> {
          carriedOutHere++;
          if (here != null) {
            throw here;
          }
          return "here";
        });
  }

  private RefusedException refusal(Neighbour owner, @Nullable RefusedException here) {
    return catchThrowableOfType(RefusedException.class, () -> through(owner, here));
  }
}
