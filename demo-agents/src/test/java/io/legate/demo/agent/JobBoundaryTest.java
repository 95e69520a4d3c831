package io.legate.demo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.Attenuation;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.demo.catalogue.Actions;
import io.legate.demo.input.InputFolder;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The job's boundary and what is left of it at each hop, read and compared as the broker does.
class JobBoundaryTest {

  @TempDir Path root;
  private Json.Arr job = new Json.Arr(List.of());

  @BeforeEach
  void makeJob() throws Exception {
    var folder = InputFolder.unpack(root);
    job = JobBoundary.of(folder.orders().values(), folder.vendors(), 100);
  }

  @Test
  void isABoundaryToTheLetter() throws Exception {
    assertThat(Boundary.parse(job, BoundaryLimits.DEFAULT).permissions()).hasSize(21);
  }

  @Test
  void holdsNothingForABlockedVendorsOrder() {
    assertThat(Jcs.text(job)).contains("PO-2026-1009").doesNotContain("PO-2026-1010");
  }

  /// A token holds the boundary without its limits, in base64, beside about a kilobyte of other
  /// claims.
  @Test
  void fitsIntoAToken() {
    var carried =
        job.items().stream()
            .map(permission -> new LinkedHashMap<>(((Json.Obj) permission).members()))
            .peek(members -> members.remove("limits"))
            .<Json>map(Json.Obj::new)
            .toList();
    assertThat(Jcs.bytes(new Json.Arr(carried)).length * 4 / 3).isLessThan(16 * 1024 - 1500);
  }

  @Test
  void eachHopIsContainedInTheOneBefore() throws Exception {
    Json.Arr research =
        Narrowing.forResearch(
            job,
            List.of("a.xml", "b.xml"),
            order -> order.endsWith("1006"),
            customer -> customer.equals("C-2004"));
    Json.Arr analysis = Narrowing.forAnalysis(research, order -> true, customer -> true);
    Json.Arr action =
        Narrowing.forAction(
            analysis, Map.of("PO-2026-1006", List.of("VDL260418")), customer -> true);
    assertContained(job, research);
    assertContained(research, analysis);
    assertContained(analysis, action);
    assertContained(analysis, Narrowing.forStandBy(analysis));
    assertThat(Jcs.text(action)).doesNotContain("delegation").contains("one_of");
    assertThat(Jcs.text(research)).doesNotContain("PO-2026-1007").doesNotContain("C-2001");
  }

  @Test
  void branchHoldsTheNamedActionsAndNothingMore() throws Exception {
    Json.Arr branch = Narrowing.forBranch(job, List.of(Actions.MAIL_SEND));
    assertContained(job, branch);
    assertThat(Boundary.parse(branch, BoundaryLimits.DEFAULT).permissions()).hasSize(1);
    assertThat(Jcs.text(branch)).contains(Actions.MAIL_SEND).doesNotContain("delegation");
    assertThat(Narrowing.forBranch(job, List.of())).isEqualTo(Narrowing.forAssistant(job));
  }

  private static void assertContained(Json.Arr parent, Json.Arr child) throws Exception {
    var wide = Boundary.parse(parent, BoundaryLimits.DEFAULT);
    var narrow = Boundary.parse(child, BoundaryLimits.DEFAULT);
    assertThat(Attenuation.violations(wide, narrow)).isEmpty();
    assertThat(Attenuation.violations(narrow, wide)).isNotEmpty();
  }
}
