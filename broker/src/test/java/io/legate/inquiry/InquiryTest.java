package io.legate.inquiry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.json.Json;
import io.legate.ledger.sqlite.SqliteRecords;
import io.legate.review.Recorded;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Questions to a run with something of everything.
class InquiryTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void record() throws Exception {
    Recorded.everythingAndAlone(folder);
  }

  /// A question with one word in it, or none.
  private static RecordFilter filter(String member, @Nullable String text) throws Exception {
    return RecordFilter.of(
        new RecordFilter.Text(
            member.equals("task") && text != null ? List.of(text) : List.of(),
            member.equals("client") ? text : null,
            member.equals("subject") ? text : null,
            member.equals("action") ? text : null,
            member.equals("resource") ? text : null,
            member.equals("decision") ? text : null,
            member.equals("approver") ? text : null,
            null,
            null));
  }

  private static RecordFilter between(@Nullable Instant since, @Nullable Instant until)
      throws Exception {
    return RecordFilter.of(
        new RecordFilter.Text(List.of(), null, null, null, null, null, null, since, until));
  }

  private static List<Inquiry.Match> ask(RecordFilter filter) throws Exception {
    return ask(filter, null);
  }

  private static List<Inquiry.Match> ask(RecordFilter filter, @Nullable Position after)
      throws Exception {
    try (var records = SqliteRecords.open(folder)) {
      return all(new Inquiry(new LedgerPages(records, filter, after), filter, after));
    }
  }

  private static List<Inquiry.Match> all(Inquiry inquiry) throws Exception {
    var found = new ArrayList<Inquiry.Match>();
    List<Inquiry.Match> page;
    while ((page = inquiry.next()) != null) {
      found.addAll(page);
    }
    return found;
  }

  private static List<Inquiry.Match> ask(String member, String text) throws Exception {
    return ask(filter(member, text));
  }

  private static String place(Inquiry.Match match) {
    var event = match.record().event();
    return event.stream() + "." + event.seq();
  }

  private static List<String> places(List<Inquiry.Match> matches) {
    return matches.stream().map(InquiryTest::place).toList();
  }

  private static Set<Integer> kinds(List<Inquiry.Match> matches) {
    var kinds = new TreeSet<Integer>();
    matches.forEach(match -> kinds.add(match.record().event().kind()));
    return kinds;
  }

  private static Json.Obj data(Inquiry.Match match) {
    return java.util.Objects.requireNonNull(match.record().data());
  }

  @Test
  void everythingIsFoundOnce() throws Exception {
    var found = ask(RecordFilter.ALL);
    try (var records = SqliteRecords.open(folder)) {
      assertThat(found).hasSize((int) records.size());
    }
    assertThat(places(found)).doesNotHaveDuplicates();
    assertThat(kinds(found)).contains(1, 5, 50, 52, 104, 107);
    assertThat(found).allMatch(match -> match.facts().complete());
  }

  @ParameterizedTest
  @CsvSource({"allow", "deny", "escalate", "rate_limited"})
  void byDecisionAreThoseThatCameToIt(String decision) throws Exception {
    var expected =
        ask(RecordFilter.ALL).stream()
            .filter(match -> decision.equals(data(match).string("outcome")))
            .toList();
    assertThat(expected).isNotEmpty();
    assertThat(places(ask("decision", decision))).isEqualTo(places(expected));
  }

  @Test
  void byAgentAreItsHopsItsActsAndWhatWasDoneToIt() throws Exception {
    var found = ask("client", "action");
    assertThat(kinds(found)).contains(2, 3, 5, 6, 12, 13, 14, 15, 50, 108).doesNotContain(1, 107);
    assertThat(kinds(ask("client", "orchestrator"))).contains(1, 2).doesNotContain(5, 6, 13);
    assertThat(kinds(ask("client", "rs:erp"))).contains(5, 6, 52);
    assertThat(kinds(ask("client", "ops"))).contains(106, 107, 108).doesNotContain(5);
    assertThat(ask("client", "nobody")).isEmpty();
  }

  @Test
  void bySubjectIsAllOfItsTasks() throws Exception {
    var found = ask("subject", "user:corp:alice");
    var tasks =
        ask(RecordFilter.ALL).stream().filter(match -> match.facts().task() != null).toList();
    assertThat(places(found)).containsAll(places(tasks));
    assertThat(ask("subject", "user:corp:bob")).isEmpty();
    assertThat(ask("subject", "user:corp:alic")).isEmpty();
  }

  @Test
  void byActionAreDecisionsAndWhatFollowedFromThem() throws Exception {
    var found = ask("action", "payments.create");
    assertThat(kinds(found)).containsExactly(5, 6, 13, 14, 15);
    var family = ask("action", "payments.*");
    assertThat(family.size()).isGreaterThan(found.size());
    assertThat(places(family)).containsAll(places(found));
    assertThat(ask("action", "payments")).isEmpty();
    assertThat(kinds(ask("action", "customers.*"))).isSubsetOf(52);
  }

  @Test
  void byResourceIsThatOneOrAllBelow() throws Exception {
    var below = ask("resource", "erp://acme/*");
    assertThat(below).isNotEmpty();
    assertThat(places(ask("resource", "erp://acme/1"))).isEqualTo(places(below));
    assertThat(ask("resource", "erp://acme")).isEmpty();
  }

  @Test
  void byApproverAreAnswersAndWhatTheyBought() throws Exception {
    var found = ask("approver", "fin-1");
    assertThat(kinds(found)).containsExactly(5, 14, 15);
    assertThat(found)
        .filteredOn(match -> match.record().event().kind() == 5)
        .extracting(match -> match.facts().decision())
        .contains("allow")
        .doesNotContain("escalate");
    assertThat(ask("approver", "fin-2")).isEmpty();
  }

  @Test
  void eachRecordIsOnOneSideOfAMoment() throws Exception {
    var all = ask(RecordFilter.ALL);
    var times = new TreeMap<Instant, String>();
    all.forEach(match -> times.put(match.record().event().at(), place(match)));
    int step = 0;
    for (Instant moment : times.keySet()) {
      if (step++ % 7 == 0) {
        var before = places(ask(between(null, moment)));
        var after = places(ask(between(moment, null)));
        assertThat(before).doesNotContain(times.get(moment)).doesNotContainAnyElementsOf(after);
        assertThat(after).contains(times.get(moment));
        assertThat(before.size() + after.size()).isEqualTo(all.size());
      }
    }
  }

  @Test
  void ofANamedTaskOnlyItsOwnRecordsAreRead() throws Exception {
    var task = requireNonNull(ask(filter("decision", "escalate")).getFirst().facts().task());
    var filter = filter("task", String.valueOf(task));
    try (var records = SqliteRecords.open(folder)) {
      var inquiry = new Inquiry(new LedgerPages(records, filter, null), filter, null);
      var found = all(inquiry);
      assertThat(inquiry.looked()).isEqualTo(found.size());
      assertThat(found).isNotEmpty().allMatch(match -> task.equals(match.facts().task()));
    }
    assertThat(ask("task", "01a2032c-45a0-7e07-93d3-70c7b30027a3")).isEmpty();
  }

  @Test
  void wordsAreAllMeant() throws Exception {
    var filter =
        RecordFilter.of(
            new RecordFilter.Text(
                List.of(), "action", null, "payments.create", null, "deny", null, null, null));
    assertThat(ask(filter))
        .isNotEmpty()
        .allSatisfy(
            match -> {
              assertThat(match.facts().clients()).contains("action");
              assertThat(match.facts().action()).isEqualTo("payments.create");
              assertThat(match.facts().decision()).isEqualTo("deny");
            });
  }

  @Test
  void aQuestionGoesOnBehindAnyRecordWithoutGapOrRepeat() throws Exception {
    for (var filter : List.of(RecordFilter.ALL, filter("client", "action"))) {
      var all = ask(filter);
      for (int i = 0; i < all.size(); i += 5) {
        Position after = all.get(i).position();
        var text = java.util.Objects.requireNonNull(after).toText(filter);
        assertThat(Position.parse("page_token", text, filter)).isEqualTo(after);
        assertThat(places(ask(filter, after))).isEqualTo(places(all.subList(i + 1, all.size())));
      }
    }
  }

  @Test
  void aPositionIsOfOneQuestion() throws Exception {
    var position = ask(RecordFilter.ALL).getFirst().position();
    String text = java.util.Objects.requireNonNull(position).toText(RecordFilter.ALL);
    assertThatThrownBy(() -> Position.parse("page_token", text, filter("client", "action")))
        .hasMessage("`page_token` is of another question");
    for (String none : List.of("", "1", text + "x", "9" + text.substring(2))) {
      assertThatThrownBy(() -> Position.parse("page_token", none, RecordFilter.ALL))
          .hasMessage("`page_token` is not where a question has got to");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "task, 17, 'a UUID of version 7'",
    "client, a b, must be a client id",
    "action, payments.*.x, a family such as `payments.*`",
    "resource, erp://acme//1, has an empty segment",
    "decision, allowed, 'must be one of allow, deny, escalate, rate_limited'",
    "approver, '', must be a client id",
  })
  void aWrongQuestionIsToldWhatIsWrong(String member, String text, String sentence) {
    assertThatThrownBy(() -> filter(member, text))
        .isInstanceOf(InvalidFilterException.class)
        .hasMessageStartingWith("`" + member + "` ")
        .hasMessageContaining(sentence);
  }

  @Test
  void aTimeThatEndsBeforeItBeginsIsRefused() {
    Instant at = Instant.parse("2026-11-23T10:00:00Z");
    assertThatThrownBy(() -> between(at, at)).hasMessageContaining("`until` is not after");
  }
}
