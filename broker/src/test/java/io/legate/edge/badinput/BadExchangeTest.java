package io.legate.edge.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.edge.EdgeServer;
import io.legate.issue.IssuedInstance;
import io.legate.refusal.Code;
import io.legate.task.TaskState;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sends every row of the table through one edge.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BadExchangeTest {

  EdgeServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = new EdgeServer(folder);
    connect();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  abstract void connect() throws Exception;

  /// Where exchanges are sent to, as proofs name it.
  abstract String address();

  abstract Told send(Attempt attempt) throws Exception;

  /// The transport's status of a code.
  abstract String status(Code code);

  @ParameterizedTest
  @MethodSource("io.legate.edge.badinput.BadExchanges#all")
  void itIsRefusedAndNothingIsLostOrCharged(BadExchange row) throws Exception {
    var story = new Story(server.site, address());
    Attempt attempt = row.making().make(story);
    TaskState before = story.state();

    Told told = send(attempt);

    assertThat(told.code()).as(told.toString()).isEqualTo(row.code().label());
    assertThat(told.status()).isEqualTo(status(row.code()));
    PlainText.assertPlain(told.text());
    assertThat(story.state()).as("the task afterwards").isEqualTo(before);
    if (story.canDelegate()) {
      Told good = send(story.good());
      assertThat(good.code()).as(good.toString()).isEmpty();
    }
    story.assertActsWithinUntouchedLimits();
  }

  /// What narrows by addition cannot be left out: a boundary without limits is under its parent's.
  @Test
  void limitsThatAreLeftOutAreInherited() throws Exception {
    var story = new Story(server.site, address());
    String without = Story.BOUNDARY.replaceFirst("(?s)\"limits\".*?\\],", "");
    assertThat(without).doesNotContain("limits");
    Told told = send(story.presenting(story.granting(without)).with("audience", Site.ERP));
    assertThat(told.code()).as(told.toString()).isEmpty();

    var analysis = story.site.delegate("research", story.research(), "analysis", without);
    IssuedInstance erp = story.site.renew("analysis", analysis, Site.ERP);
    assertThat(Story.pay(story.site, "analysis", erp, 1)).isEqualTo(Outcome.ALLOW);
    assertThat(Story.pay(story.site, "analysis", erp, 2)).isEqualTo(Outcome.ALLOW);
    assertThat(Story.pay(story.site, "analysis", erp, 3)).isEqualTo(Outcome.RATE_LIMITED);
  }
}
