package io.legate.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.vectors.Vectors;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ActionPatternTest {

  private static ActionPattern action(String text) {
    return Objects.requireNonNull(ActionPattern.parse(text), text);
  }

  @Test
  void familyHasWhatFollowsTheDotAndNotItself() {
    var family = action("a.*");
    assertThat(family.admits("a.b")).isTrue();
    assertThat(family.admits("a.b.c")).isTrue();
    assertThat(family.admits("a")).isFalse();
    assertThat(family.admits("a.")).isFalse();
    assertThat(family.admits("ab.c")).isFalse();
    assertThat(family.admits("A.b")).isFalse();
  }

  @Test
  void familyContainsSmallerFamilies() {
    assertThat(action("a.*").contains(action("a.*"))).isTrue();
    assertThat(action("a.*").contains(action("a.b.*"))).isTrue();
    assertThat(action("a.*").contains(action("ab.*"))).isFalse();
    assertThat(action("a.b.*").contains(action("a.*"))).isFalse();
    assertThat(action("a.b").contains(action("a.b.*"))).isFalse();
    assertThat(action("a.b.*").contains(action("a.b"))).isFalse();
  }

  @Test
  void everythingIsNotAFamily() {
    assertThat(Stream.of("*", ".*", "a*", "a.*.b", "*.a", "a.*.*", "").map(ActionPattern::parse))
        .containsOnlyNulls();
  }

  @Test
  void resourceTreeIsComparedBySegments() {
    var tree = ResourcePattern.of("crm/invoices/*");
    assertThat(tree.admits("crm/invoices/1")).isTrue();
    assertThat(tree.admits("crm/invoices/1/2")).isTrue();
    assertThat(tree.admits("crm/invoices")).isFalse();
    assertThat(tree.admits("crm/invoices-archive/1")).isFalse();
    assertThat(tree.contains(ResourcePattern.of("crm/invoices/1/*"))).isTrue();
    assertThat(tree.contains(ResourcePattern.of("crm/invoices-archive/*"))).isFalse();
    assertThat(tree.contains(ResourcePattern.of("crm/*"))).isFalse();
    assertThat(ResourcePattern.of("/*").admits("/x")).isTrue();
    assertThat(ResourcePattern.of("/*").admits("x/y")).isFalse();
  }

  @Test
  void treeOverAllAuthoritiesCannotBeWritten() {
    assertThat(
            Stream.of("*", "invoice:/*", "invoice://*", "invoice:*", "x/*/y", "x*", "//*", "x/*/*")
                .map(ResourcePattern::fault))
        .doesNotContainNull();
  }

  /// Scope intersection of the delegation chain specification: what survives is what the parent
  /// contains.
  @TestFactory
  Stream<DynamicTest> intersectScopes() {
    var cases =
        (Json.Arr) Vectors.object("delegation-chain-spec/intersect-scopes.json").get("cases");
    return Objects.requireNonNull(cases).items().stream()
        .map(Json.Obj.class::cast)
        .map(
            one ->
                DynamicTest.dynamicTest(
                    Objects.requireNonNull(one.string("name")),
                    () ->
                        assertThat(
                                actions(one, "childProfile").stream()
                                    .filter(
                                        child ->
                                            actions(one, "parent").stream()
                                                .anyMatch(parent -> parent.contains(child))))
                            .containsExactlyElementsOf(actions(one, "expected"))));
  }

  private static List<ActionPattern> actions(Json.Obj one, String member) {
    return ((Json.Arr) Objects.requireNonNull(one.get(member)))
        .items().stream().map(text -> action(((Json.Str) text).value())).toList();
  }
}
