package io.legate.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Jcs;
import io.legate.json.JsonReader;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/// What must hold for all boundaries. A failure prints the seed that makes the counterexample.
///
/// Each property also says how often it has had something to prove, and fails where that is seldom:
/// a property about contained children proves nothing where no child is contained.
class AttenuationProperties {

  /// About half of what the rarest type is met by chance: enough to have been tried, and so far
  /// below that no run misses it.
  private static final int REACHED_AT_LEAST = 100;

  private static final int TRIES = 100_000;
  private static final int FEWER_TRIES = 25_000;

  private static final BoundaryLimits TIGHT =
      new BoundaryLimits(2, 4, 3, 16, 2_048, 4_096, 100, 8, 16);

  private final Tally tally = new Tally();

  @Property(
      tries = TRIES,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void whatAContainedChildAdmitsItsParentAdmits(@ForAll long seed) {
    var make = new Boundaries(seed);
    Boundary parent = make.boundary();
    Boundary child = make.child(parent);
    boolean contained = Attenuation.violations(parent, child).isEmpty();
    tally.addIf(contained, "contained");
    if (contained) {
      var parents = Attenuation.parents(parent, child);
      for (int i = 0; i < child.permissions().size(); i++) {
        Permission narrow = child.permissions().get(i);
        Permission wide = parent.permissions().get(parents.get(i));
        if (narrow.from() != null) {
          assertThat(parents.get(i)).isEqualTo(narrow.from());
        }
        assertThat(Counterexample.of(wide, narrow, make)).as("seed %d", seed).isNull();
        collectTypes(wide, narrow, make);
      }
    }
    tally.endOfTry(
        TRIES,
        () -> {
          tally.requirePercent("contained", 25);
          tally.requirePercent("admitted", 15);
          for (String type : Constraints.TYPES) {
            tally.requireCount("wide " + type, REACHED_AT_LEAST);
            tally.requireCount("narrow " + type, REACHED_AT_LEAST);
          }
        });
  }

  private void collectTypes(Permission wide, Permission narrow, Boundaries make) {
    ActionRequest request = make.request(narrow);
    boolean admitted = narrow.admits(request, make.occasion(request, make.instant()));
    tally.addIf(admitted, "admitted");
    if (admitted) {
      typesOf(wide, request).forEach(type -> tally.add("wide " + type));
      typesOf(narrow, request).forEach(type -> tally.add("narrow " + type));
    }
  }

  private static Stream<String> typesOf(Permission permission, ActionRequest request) {
    return permission.arguments() instanceof Arguments.Named(var byName)
        ? byName.entrySet().stream()
            .filter(entry -> request.arguments().get(entry.getKey()) != null)
            .map(entry -> entry.getValue().constraint().type())
        : Stream.empty();
  }

  @Property(
      tries = TRIES,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void subsumesIsSoundReflexiveAndTransitive(@ForAll long seed) {
    var make = new Boundaries(seed);
    Constraint wide = make.constraint();
    Constraint middle = make.near(wide);
    Constraint narrow = make.near(middle);
    assertThat(wide.subsumes(wide)).as("seed %d: %s", seed, wide).isTrue();
    boolean chained = wide.subsumes(middle) && middle.subsumes(narrow);
    tally.addIf(chained, "chained");
    if (chained) {
      tally.add(wide.type());
      assertThat(wide.subsumes(narrow))
          .as("seed %d: %s, %s, %s", seed, wide, middle, narrow)
          .isTrue();
      for (int i = 0; i < 3; i++) {
        var value = make.value(narrow);
        var occasion = make.occasion();
        if (narrow.admits(value, occasion)) {
          assertThat(wide.check(value, occasion))
              .as("seed %d: %s, %s", seed, wide, narrow)
              .isEmpty();
        }
      }
    }
    tally.endOfTry(
        TRIES,
        () -> {
          tally.requirePercent("chained", 20);
          Constraints.TYPES.forEach(type -> tally.requireCount(type, REACHED_AT_LEAST));
        });
  }

  @Property(
      tries = FEWER_TRIES,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void containmentIsReflexiveAndTransitive(@ForAll long seed) {
    var make = new Boundaries(seed);
    Permission wide = make.permission();
    Permission middle = make.child(wide);
    Permission narrow = make.child(middle);
    assertThat(Attenuation.excesses(wide, wide)).isEmpty();
    boolean chained = Attenuation.contains(wide, middle) && Attenuation.contains(middle, narrow);
    tally.addIf(chained, "chained");
    if (chained) {
      assertThat(Attenuation.excesses(wide, narrow)).as("seed %d", seed).isEmpty();
    }
    tally.endOfTry(FEWER_TRIES, () -> tally.requirePercent("chained", 10));
  }

  @Property(
      tries = TRIES,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void theMeetIsContainedInEverySide(@ForAll long seed) throws Exception {
    var make = new Boundaries(seed);
    Boundary parent = make.boundary();
    Boundary request = make.child(parent);
    Boundary ceiling = seed % 2 == 0 ? make.child(parent) : make.boundary();
    var meet = Meet.of(request, parent, ceiling, BoundaryLimits.DEFAULT);
    assertThat(Attenuation.violations(parent, meet.boundary())).as("seed %d", seed).isEmpty();
    assertThat(Attenuation.beyond(ceiling, meet.boundary())).as("seed %d", seed).isEmpty();
    assertThat(Attenuation.beyond(request, meet.boundary())).as("seed %d", seed).isEmpty();
    boolean all =
        Attenuation.violations(parent, request).isEmpty()
            && Attenuation.beyond(ceiling, request).isEmpty();
    assertThat(meet.cuts().isEmpty()).as("seed %d", seed).isEqualTo(all);
    tally.add(meet.boundary().permissions().isEmpty() ? "none" : all ? "all" : "part");
    tally.endOfTry(
        TRIES,
        () -> {
          tally.requirePercent("none", 3);
          tally.requirePercent("part", 3);
          tally.requirePercent("all", 1);
        });
  }

  /// With limits that some of the sides are already at: what they make together is within them, or
  /// is refused.
  @Property(
      tries = FEWER_TRIES,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void aMeetReadsBackToItselfOrIsRefused(@ForAll long seed) throws Exception {
    var make = new Boundaries(seed);
    Boundary parent = make.boundary();
    Boundary request = make.child(parent);
    Boundary ceiling = seed % 2 == 0 ? make.child(parent) : make.boundary();
    Boundary meet = meetOrNothing(request, parent, ceiling);
    if (!meet.permissions().isEmpty()) {
      var written = JsonReader.read(Jcs.text(meet.toJson()));
      assertThat(Boundary.parse(written, TIGHT)).as("seed %d", seed).isEqualTo(meet);
      tally.add("read");
    }
    tally.endOfTry(
        FEWER_TRIES,
        () -> {
          tally.requirePercent("read", 10);
          tally.requirePercent("refused", 1);
        });
  }

  /// Counts refusals by itself, so that a meet that cannot be read back is not taken for one.
  private Boundary meetOrNothing(Boundary request, Boundary parent, Boundary ceiling) {
    try {
      return Meet.of(request, parent, ceiling, TIGHT).boundary();
    } catch (InvalidBoundaryException _) {
      tally.add("refused");
      return Boundary.NOTHING;
    }
  }

  @Property(
      tries = TRIES,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void whatIsWrittenIsReadBackEqual(@ForAll long seed) throws Exception {
    var make = new Boundaries(seed);
    var boundary = new Boundary(List.of(make.fullPermission()));
    var read = JsonReader.read(Jcs.text(boundary.toJson()));
    assertThat(Boundary.parse(read, BoundaryLimits.DEFAULT))
        .as("seed %d", seed)
        .isEqualTo(boundary);
    var request = make.request(boundary.permissions().getFirst());
    assertThat(
            ActionRequest.parse(
                JsonReader.read(Jcs.text(request.toJson())), BoundaryLimits.DEFAULT))
        .isEqualTo(request);
    var removal = make.removal();
    assertThat(Removal.parse(removal.toJson(), BoundaryLimits.DEFAULT)).isEqualTo(removal);
  }

  @Property(
      tries = FEWER_TRIES,
      generation = GenerationMode.RANDOMIZED,
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void aRemovalOverlapsWhateverLosesAnAction(@ForAll long seed) {
    var make = new Boundaries(seed);
    Permission permission = make.permission();
    Removal removal = make.removal();
    ActionRequest request = make.request(permission);
    boolean loses =
        removal.matches(request)
            && permission.admits(request, make.occasion(request, make.instant()));
    tally.addIf(loses, "loses");
    if (loses) {
      assertThat(removal.overlaps(permission)).as("seed %d", seed).isTrue();
    }
    tally.endOfTry(FEWER_TRIES, () -> tally.requireCount("loses", 250));
  }
}
