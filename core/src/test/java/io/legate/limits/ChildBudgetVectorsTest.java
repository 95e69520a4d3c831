package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The `compute-child-budget` vectors of delegation-chain-spec: what a child can spend is the least
/// of its own maximum and what its parent has left. Ours is not computed once but counted: the
/// child's demand stands against both pools.
final class ChildBudgetVectorsTest {

  private static final Instant AT = Instant.EPOCH;
  private static final HopId PARENT = HopId.at(AT);
  private static final HopId CHILD = HopId.at(AT);

  @Test
  void aChildCanSpendTheLeastOfItsOwnMaximumAndWhatItsParentHasLeft() throws Exception {
    var folder = Path.of(System.getenv().getOrDefault("LEGATE_VECTORS", "../../shared/vectors"));
    var file = folder.resolve("delegation-chain-spec/compute-child-budget.json");
    assumeTrue(Files.exists(file), "no vectors at " + file);
    var suite = JsonReader.readObject(Files.readAllBytes(file));
    assertThat(suite.get("cases"))
        .isInstanceOfSatisfying(
            Json.Arr.class,
            cases -> {
              assertThat(cases.items()).hasSize(5);
              cases.items().forEach(one -> check((Json.Obj) one));
            });
  }

  private static void check(Json.Obj one) {
    long parentLeft = cents(one, "parentRemainingCents");
    long childMax = cents(one, "childProfileMaxCents");
    long expected = cents(one, "expected");
    assertThat(fits(parentLeft, childMax, expected)).as(one.string("name")).isTrue();
    assertThat(fits(parentLeft, childMax, expected + 1)).as(one.string("name")).isFalse();
  }

  private static long cents(Json.Obj one, String member) {
    return one.get(member) instanceof Json.Num(var text) ? Long.parseLong(text) : -1;
  }

  /// Whether the child, which has spent nothing, can spend `cents` of what its parent has left. A
  /// limit is never zero, so both have one cent more, already spent.
  private static boolean fits(long parentLeft, long childMax, long cents) {
    var parents = limit(parentLeft + 1);
    var childs = limit(childMax + 1);
    var counters =
        Counters.NONE.apply(
            List.of(demand(parents, PARENT, 1).charge(), demand(childs, CHILD, 1).charge()), AT);
    var both = List.of(demand(parents, PARENT, cents), demand(childs, CHILD, cents));
    return counters.check(both, AT) instanceof Outcome.Within;
  }

  private static Limit limit(long cents) {
    return new Limit.Sum("spend", "cents", BigDecimal.valueOf(cents), null, null);
  }

  private static Demand demand(Limit limit, HopId hop, long cents) {
    var arguments = Json.Obj.with("cents", Long.toString(cents)).build();
    return (Demand) Demand.of(limit, hop, arguments, null);
  }
}
