package io.legate.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.BoundaryLimits;
import io.legate.cel.CelConditions;
import io.legate.identity.ClientId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The bundle that the documentation shows.
class ExamplePolicyTest {

  static final Path FOLDER = Path.of("..", "docs", "examples", "policy");

  private static final CelConditions CONDITIONS = new CelConditions();

  static YamlBundles.Read read() throws Exception {
    return new YamlBundles(CONDITIONS, BoundaryLimits.DEFAULT).read(BundleFiles.read(FOLDER));
  }

  @Test
  void itIsInOrderAndEachOfItsCasesHolds() throws Exception {
    var rows = CaseTable.decide(read(), CONDITIONS);
    assertThat(rows).hasSizeGreaterThan(8).allMatch(CaseTable.Row::held);
  }

  @Test
  void itSaysWhatItSeemsToSay() throws Exception {
    var policy = read().bundle().policy();
    var action = new ClientId("agent:action");
    assertThat(policy.roles(action)).containsExactly("reader", "payer");
    assertThat(policy.mayAct(action).about("payments.create")).hasSize(1);
    assertThat(policy.mayAct(action).about("payments.cancel")).isEmpty();
    assertThat(policy.mayOpen(new ClientId("agent:orchestrator"))).isFalse();
    assertThat(policy.mayOpen(new ClientId("agent:orchestrator"), "pay_invoices")).isTrue();
    assertThat(policy.lifetimes("payments.create").instance()).hasMinutes(2);
    assertThat(policy.lifetimes("invoices.read").instance()).hasMinutes(5);
    assertThat(policy.rules("payments.create")).hasSize(3);
  }
}
