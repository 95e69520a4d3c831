package io.legate.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.Excess.ActionNotHeld;
import io.legate.boundary.Excess.AnyArgument;
import io.legate.boundary.Excess.ArgumentLeftOut;
import io.legate.boundary.Excess.ArgumentNotNamed;
import io.legate.boundary.Excess.ArgumentWider;
import io.legate.boundary.Excess.DelegateNotHeld;
import io.legate.boundary.Excess.DelegationNotHeld;
import io.legate.boundary.Excess.DepthOverParent;
import io.legate.boundary.Excess.LocationNotHeld;
import io.legate.boundary.Excess.ResourceNotHeld;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The property that a contained child admits no more than its parent has been seen to fail.
///
/// A mutant is a rule of containment that overlooks something: it forgives some excesses that the
/// real rule finds. For each the same search that the property makes must find a counterexample.
class PlantedMutantsTest {

  private static final int SEEDS = 60_000;

  @Test
  void theRealRuleSurvivesTheSearch() {
    assertThat(findCounterexample(_ -> false, SEEDS / 4)).isFalse();
  }

  @TestFactory
  Stream<DynamicTest> everyMutantIsCaught() {
    return mutants().entrySet().stream()
        .map(
            mutant ->
                DynamicTest.dynamicTest(
                    mutant.getKey(),
                    () -> assertThat(findCounterexample(mutant.getValue(), SEEDS)).isTrue()));
  }

  @TestFactory
  Stream<DynamicTest> everyConstraintTypeIsComparedWithItsOwn() {
    return Constraints.TYPES.stream()
        .filter(type -> !type.equals("wildcard"))
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type + " is within any other " + type,
                    () -> assertThat(findCounterexample(wider(type, type), SEEDS)).isTrue()));
  }

  @TestFactory
  Stream<DynamicTest> everyConstraintTypeIsComparedWithOthers() {
    return Constraints.TYPES.stream()
        .filter(type -> !type.equals("wildcard"))
        .map(
            type ->
                DynamicTest.dynamicTest(
                    "anything is within " + type,
                    () ->
                        assertThat(
                                findCounterexample(
                                    excess ->
                                        excess instanceof ArgumentWider(_, var child, var parent)
                                            && parent.constraint().type().equals(type)
                                            && !child.constraint().type().equals(type)
                                            && (parent.optional() || !child.optional()),
                                    SEEDS))
                            .isTrue()));
  }

  private static Map<String, Predicate<Excess>> mutants() {
    var mutants = new LinkedHashMap<String, Predicate<Excess>>();
    mutants.put("a family has its own name", PlantedMutantsTest::isNameOfAFamily);
    mutants.put("actions are compared by their letters", PlantedMutantsTest::isActionPrefix);
    mutants.put("resources are compared by their letters", PlantedMutantsTest::isTextualPrefix);
    mutants.put("locations are not compared", e -> e instanceof LocationNotHeld);
    mutants.put("absent arguments are contained", e -> e instanceof AnyArgument);
    mutants.put("new arguments are contained", e -> e instanceof ArgumentNotNamed);
    mutants.put("arguments may be left out", e -> e instanceof ArgumentLeftOut);
    mutants.put("optional is ignored", PlantedMutantsTest::isOnlyOptional);
    mutants.put("exclusive bounds are inclusive", PlantedMutantsTest::isOnlyExclusive);
    mutants.put("a wildcard is within anything", PlantedMutantsTest::isWildcard);
    mutants.put("paths are compared by their letters", PlantedMutantsTest::isPathPrefix);
    mutants.put("zones are not compared", PlantedMutantsTest::isOnlyZone);
    mutants.put("named hosts are all public", PlantedMutantsTest::isPrivateHost);
    mutants.put("sources are not compared", e -> isSeen(e, true, false));
    mutants.put("what stands beside is not compared", e -> isSeen(e, false, true));
    mutants.put("sources of mentions are not compared", PlantedMutantsTest::isMentions);
    mutants.put("depth is not compared", e -> e instanceof DepthOverParent);
    mutants.put("delegates are not compared", e -> e instanceof DelegateNotHeld);
    mutants.put("delegation need not be held", e -> e instanceof DelegationNotHeld);
    return mutants;
  }

  private static boolean isNameOfAFamily(Excess excess) {
    return excess instanceof ActionNotHeld(var child, var parent)
        && parent.stream().anyMatch(held -> held.family() && held.name().equals(child.name()));
  }

  private static boolean isActionPrefix(Excess excess) {
    return excess instanceof ActionNotHeld(var child, var parent)
        && parent.stream().anyMatch(held -> held.family() && child.name().startsWith(held.name()));
  }

  private static boolean isTextualPrefix(Excess excess) {
    return excess instanceof ResourceNotHeld(var child, var parent)
        && parent.stream().anyMatch(held -> held.below() && child.name().startsWith(held.name()));
  }

  private static boolean isOnlyOptional(Excess excess) {
    return excess instanceof ArgumentWider(_, var child, var parent)
        && parent.constraint().subsumes(child.constraint());
  }

  private static boolean isOnlyExclusive(Excess excess) {
    return excess instanceof ArgumentWider(_, var child, var parent)
        && child.constraint() instanceof Range narrow
        && parent.constraint() instanceof Range(var min, var max, _, _)
        && (parent.optional() || !child.optional())
        && new Range(min, max, true, true).subsumes(narrow);
  }

  private static boolean isWildcard(Excess excess) {
    return excess instanceof ArgumentWider(_, var child, _)
        && child.constraint() instanceof Wildcard;
  }

  private static boolean isPathPrefix(Excess excess) {
    return excess instanceof ArgumentWider(_, var child, var parent)
        && child.constraint() instanceof PathTree(var narrow)
        && parent.constraint() instanceof PathTree(var wide)
        && narrow.startsWith(wide);
  }

  private static boolean isOnlyZone(Excess excess) {
    return excess instanceof ArgumentWider(_, var child, var parent)
        && child.constraint() instanceof TimeWindow(var days, var from, var to, _)
        && parent.constraint() instanceof TimeWindow wide
        && wide.subsumes(new TimeWindow(days, from, to, wide.zone()));
  }

  private static boolean isPrivateHost(Excess excess) {
    return excess instanceof ArgumentWider(_, var child, var parent)
        && child.constraint() instanceof UrlSet(var schemes, _, var ports, var path)
        && parent.constraint() instanceof UrlSet wide
        && wide.hosts() == null
        && wide.subsumes(new UrlSet(schemes, null, ports, path));
  }

  /// Whether of two `seen` only what the mutant overlooks stands against the narrower.
  private static boolean isSeen(Excess excess, boolean sources, boolean beside) {
    return excess instanceof ArgumentWider(_, var child, var parent)
        && child.constraint() instanceof Seen(var narrowIn, var narrowWith)
        && parent.constraint() instanceof Seen(var wideIn, var wideWith)
        && (parent.optional() || !child.optional())
        && (sources || wideIn.containsAll(narrowIn))
        && (beside || narrowWith.containsAll(wideWith));
  }

  private static boolean isMentions(Excess excess) {
    return excess instanceof ArgumentWider(_, var child, var parent)
        && child.constraint() instanceof Mentions
        && parent.constraint() instanceof Mentions
        && (parent.optional() || !child.optional());
  }

  private static Predicate<Excess> wider(String narrow, String wide) {
    return excess ->
        excess instanceof ArgumentWider(_, var child, var parent)
            && child.constraint().type().equals(narrow)
            && parent.constraint().type().equals(wide)
            && (parent.optional() || !child.optional());
  }

  /// Searches with a rule that overlooks what `forgiven` accepts. Pairs about which it agrees with
  /// the real rule are left to the property.
  private static boolean findCounterexample(Predicate<Excess> forgiven, int seeds) {
    for (long seed = 0; seed < seeds; seed++) {
      var make = new Boundaries(seed);
      Permission parent = make.permission();
      Permission child = make.child(parent);
      var excesses = Attenuation.excesses(parent, child);
      if (excesses.stream().allMatch(forgiven) && Counterexample.of(parent, child, make) != null) {
        return true;
      }
    }
    return false;
  }
}
