package io.legate.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.policy.Catalogue;
import io.legate.policy.Condition.Truth;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.InvalidConditionException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever delegates writes expressions that the broker evaluates: short ones that would grow
/// without end, or compare what has grown, are refused or fail, and cost next to nothing.
class CostAttackTest {

  private static final CelConditions CEL = new CelConditions();

  /// Each doubles what the one before made.
  private static final int DOUBLINGS = 26;

  @Test
  void textsDoNotDoubleWithoutEnd() {
    assertStopped("['aaaaaaaa']" + ".map(x,x+x)".repeat(DOUBLINGS) + ".exists(x, x != 'a')");
  }

  @Test
  void listsDoNotDoubleWithoutEnd() {
    assertStopped("[[1]]" + ".map(x,x+x)".repeat(DOUBLINGS) + ".exists(x, size(x) > 1)");
  }

  @Test
  void listsOfListsDoNotDoubleWithoutEnd() {
    assertStopped("[[1]]" + ".map(x,[x,x])".repeat(DOUBLINGS) + ".exists(x, x == x)");
  }

  @Test
  void whatIsBoundOneWithinAnotherDoesNotDoubleEither() {
    var text = new StringBuilder("['a']");
    for (int i = 0; i < DOUBLINGS; i++) {
      text.append(".all(x").append(i).append(",[x").append(i).append("+x").append(i).append(']');
    }
    assertStopped(text + ".all(x, x != 'a')" + ")".repeat(DOUBLINGS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[args.a]]%s.exists(x, x == x)",
        "[[args.a]]%s.exists(x, x in [x])",
        "[[args.a]]%s.exists(x, {x: 1} == {x: 1})",
        "[[args.a]]%s.exists(x, args[x] == 1)"
      })
  void whatHasNoTypeDoesNotDoubleEither(String text) {
    String hidden = ".map(x, true ? [x, x] : args.a)";
    assertStopped(text.formatted(hidden.repeat(DOUBLINGS)));
  }

  @Test
  void aTextIsNotSearchedForAnotherAgainAndAgain() {
    String searches = String.join("||", Collections.nCopies(30, "args.a.contains(args.b)"));
    assertStopped("args.l.all(x, " + searches + ")");
  }

  /// Policy's own expressions may: nobody writes them to do harm.
  @Test
  void oneArgumentIsNotReadAgainAndAgain() throws Exception {
    var facts =
        FixedFacts.of("{\"l\":[" + "1,".repeat(99) + "1],\"a\":\"" + "a".repeat(8_000) + "\"}");
    for (String text :
        List.of(
            "args.l.all(x, args.a != 'b')", "args.l.all(x, args.l == args.l && args.a != 'b')")) {
      assertThat(CEL.compile(text, Scope.STATEMENT, Catalogue.NONE).test(facts))
          .isEqualTo(new Truth.Failed("it reads too much"));
      assertThat(CEL.compile(text, Scope.POLICY, Catalogue.NONE).test(facts))
          .isInstanceOf(Truth.Holds.class);
    }
    assertThat(
            CEL.compile("args.l.all(x, x == 1) && args.a != 'b'", Scope.STATEMENT, Catalogue.NONE)
                .test(facts))
        .isInstanceOf(Truth.Holds.class);
  }

  /// Neither holds nor fails to: it is refused when it comes, or cannot be told.
  private static void assertStopped(String text) {
    var facts = FixedFacts.of("{\"a\":[1],\"b\":\"b\",\"l\":[1]}");
    Truth truth;
    try {
      truth = CEL.compile(text, Scope.STATEMENT, Catalogue.NONE).test(facts);
    } catch (InvalidConditionException refused) {
      return;
    }
    assertThat(truth).as(text).isInstanceOf(Truth.Failed.class);
  }
}
