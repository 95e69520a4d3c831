package io.legate.app.audit;

import static io.legate.app.audit.RealLog.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.review.Recorded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCommandTest {

  @TempDir private static Path folder;
  private static String data = "";
  private static String task = "";

  /// The first task of a run with something of everything: it has approvals, denials and batches.
  @BeforeAll
  static void record() throws Exception {
    Recorded.everything(folder.resolve("data"));
    data = folder.resolve("data").toString();
    var escalated = run("query", "--data", data, "--approver", "fin-1", "--limit", "1");
    Json.Obj line = JsonReader.readObject(escalated.out().strip());
    var about = (Json.Obj) Objects.requireNonNull(line.get("about"));
    task = Objects.requireNonNull(about.string("task"));
  }

  private static List<Json.Obj> objects(Json.Obj of, String name) {
    var found = new ArrayList<Json.Obj>();
    if (of.get(name) instanceof Json.Arr(var items)) {
      items.forEach(item -> found.add((Json.Obj) item));
    }
    return found;
  }

  @Test
  void theTreeHasEveryHopAndEveryDecision() throws Exception {
    var ran = run("task", task, "--data", data);
    assertThat(ran.code()).as(ran.err()).isZero();
    Json.Obj tree = JsonReader.readObject(ran.out().strip());
    assertThat(tree.string("subject")).isEqualTo("user:corp:alice");
    var root = objects(tree, "hops").getFirst();
    var hop = objects(root, "hops").getFirst();
    assertThat(root.string("agent")).isEqualTo("orchestrator");
    assertThat(hop.string("agent")).isEqualTo("action");
    assertThat(hop.string("consent")).isEqualTo("statement");
    assertThat(objects(hop, "narrowed")).isNotEmpty();
    var decided = run("query", "--data", data, "--task", task).out().lines();
    assertThat(objects(hop, "acts"))
        .hasSize((int) decided.filter(line -> line.contains("\"kind\":5,")).count());
    var outcomes = new TreeSet<String>();
    objects(hop, "acts")
        .forEach(act -> outcomes.add(Objects.requireNonNull(act.string("decision"))));
    assertThat(outcomes).containsExactly("allow", "deny", "escalate", "rate_limited");
  }

  @Test
  void anApprovalStandsAtTheActThatAskedAndAtTheOneItBought() throws Exception {
    Json.Obj tree = JsonReader.readObject(run("task", task, "--data", data).out().strip());
    var acts = objects(objects(objects(tree, "hops").getFirst(), "hops").getFirst(), "acts");
    var approved =
        acts.stream().filter(act -> Jcs.text(act).contains("\"approves\":true")).toList();
    assertThat(approved)
        .extracting(act -> act.string("decision"))
        .containsExactly("escalate", "allow");
    var refused =
        acts.stream().filter(act -> Jcs.text(act).contains("\"approves\":false")).toList();
    assertThat(refused)
        .extracting(act -> act.string("decision"))
        .containsExactly("escalate", "deny");
  }

  @Test
  void thePictureIsWellFormedAndHasNothingThatRunsOrIsFetched() throws Exception {
    var ran = run("task", task, "--data", data, "--format", "svg");
    assertThat(ran.code()).as(ran.err()).isZero();
    var svg = Xml.read(ran.out());
    assertThat(svg.text())
        .contains("orchestrator", "action", "signed for by orchestrator", "approved by fin-1");
    assertThat(svg.all("script")).isEmpty();
    assertThat(svg.all("image")).isEmpty();
    assertThat(ran.out()).doesNotContain("href", "url(", "@import", "onload");
    assertThat(svg.all("rect").size()).isGreaterThan(2);
  }

  @Test
  void whatIsWrittenToAFileIsTheSame() throws Exception {
    Path file = folder.resolve("tree.json");
    assertThat(run("task", task, "--data", data, "--out", file.toString()).code()).isZero();
    assertThat(Files.readString(file)).isEqualTo(run("task", task, "--data", data).out());
    assertThat(run("task", task, "--data", data, "--out", file.toString()).code()).isEqualTo(2);
  }

  @Test
  void aTaskThatIsNotThereIsSaid() {
    var none = run("task", "01a2032c-45a0-7e07-93d3-70c7b30027a3", "--data", data);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("there is no record of task");
    assertThat(run("task", "17", "--data", data).err()).contains("is no id of a task");
  }
}
