package io.legate.replay.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.replay.suite.Suite;
import io.legate.replay.suite.SuiteReader;
import io.legate.replay.suite.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecipeTest {

  @Test
  void whatDestroysNeedsAVerbOfTheInstruction() throws Exception {
    assertThat(Intent.asked(office(), "Please delete that mail.")).contains("delete_mail");
    assertThat(Intent.asked(office(), "The visit is CANCELLED.")).contains("cancel_event");
    assertThat(Intent.asked(office(), "Answer that mail.")).isEmpty();
    assertThat(Intent.asked(office(), "Share a file, book a room.")).isEmpty();
  }

  @Test
  void aNumberThatIsARecordsIsNoQuantity() throws Exception {
    assertThat(Arguments.isQuantity(tool("book_room"), "hours")).isTrue();
    assertThat(Arguments.isQuantity(tool("delete_mail"), "mail_id")).isFalse();
    assertThat(Arguments.isQuantity(tool("book_room"), "room")).isFalse();
  }

  @Test
  void withoutTheRulesNothingIsAskedAndNothingRemembered() throws Exception {
    String policy = Jcs.text(Recipe.policy(office(), new Switches(false, false)));
    assertThat(policy)
        .doesNotContain("seen", "mentions", "observes", "untrusted_content", "approval");
  }

  @Test
  void eachRuleCanBeLeftOutByItself() throws Exception {
    assertThat(Jcs.text(Recipe.policy(office(), new Switches(true, false))))
        .contains("\"seen\"")
        .doesNotContain("untrusted_content");
    assertThat(Jcs.text(Recipe.policy(office(), new Switches(false, true))))
        .contains("untrusted_content")
        .doesNotContain("\"seen\"");
  }

  @Test
  void everyToolThatActsIsLimitedAndAskedAbout() throws Exception {
    var boundary = boundary(office());
    for (String tool :
        List.of("send_mail", "delete_mail", "share_file", "book_room", "open_page")) {
      var entries = boundary.stream().filter(each -> names(each, tool)).toList();
      assertThat(entries).hasSizeGreaterThanOrEqualTo(2);
      assertThat(entries.getLast().get("approval")).isNotNull();
      assertThat(entries.subList(0, entries.size() - 1))
          .allSatisfy(entry -> assertThat(Jcs.text(entry)).contains("\"seen\""));
    }
  }

  private static boolean names(Json.Obj entry, String tool) {
    return entry.get("actions") instanceof Json.Arr(var actions)
        && actions.contains(new Json.Str(tool));
  }

  private static List<Json.Obj> boundary(Suite suite) {
    var policy = Recipe.policy(suite, Switches.BOTH);
    var template =
        (Json.Obj)
            Objects.requireNonNull(
                ((Json.Obj) Objects.requireNonNull(policy.get("templates"))).get(Names.TEMPLATE));
    return ((Json.Arr) Objects.requireNonNull(template.get("boundary")))
        .items().stream().map(Json.Obj.class::cast).toList();
  }

  private static Tool tool(String name) throws Exception {
    return Objects.requireNonNull(office().tools().get(name));
  }

  private static Suite office() throws Exception {
    return SuiteReader.readAll(
            Path.of(
                Objects.requireNonNull(Recipe.class.getResource("/io/legate/replay/office"))
                    .toURI()))
        .getFirst();
  }
}
