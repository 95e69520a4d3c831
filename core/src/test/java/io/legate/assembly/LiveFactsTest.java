package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.refusal.Code;
import io.legate.revoke.Lists;
import io.legate.revoke.Signals;
import io.legate.revoke.Signals.InForce;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Lists and signals as operators change them.
class LiveFactsTest {

  private static final String BLOCKED = "blocked_vendors";

  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site();
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aListGrowsAndShrinksAndItsVersionGrowsByOne() throws Exception {
    assertThat(update(List.of("v1", "v2"), List.of()).version()).isEqualTo(1);
    assertThat(update(List.of("v2", "v3"), List.of("v1", "v9")).version()).isEqualTo(2);
    assertThat(members()).containsExactlyInAnyOrder("v2", "v3");
    assertThat(update(List.of(), List.of("v2", "v3")).version()).isEqualTo(3);
    assertThat(members()).isEmpty();
  }

  @Test
  void aListThatNobodyBeganIsNotThere() {
    assertThat(site.use.control().get().facts().list(BLOCKED)).isNull();
  }

  @Test
  void anEmptyChangeBeginsAList() throws Exception {
    update(List.of(), List.of());
    assertThat(members()).isEmpty();
  }

  @Test
  void aRetryIsAnsweredFromTheRecord() throws Exception {
    var request = site.requestId();
    var change = change(request, List.of("v1"), List.of());
    var first = site.use.lists().update(site.caller("ops"), change);
    update(List.of(), List.of("v1"));
    assertThat(site.use.lists().update(site.caller("ops"), change)).isEqualTo(first);
    assertThat(members()).isEmpty();
    assertRefused(
        Code.IDEMPOTENCY_CONFLICT,
        () ->
            site.use.lists().update(site.caller("ops"), change(request, List.of("v2"), List.of())));
  }

  @Test
  void anOldRequestIsRefused() throws Exception {
    var request = new RequestId(Uuid7.at(site.clock.instant().minus(Duration.ofMinutes(61))));
    assertRefused(
        Code.REQUEST_EXPIRED,
        () ->
            site.use.lists().update(site.caller("ops"), change(request, List.of("v1"), List.of())));
  }

  @Test
  void onlyOperatorsChangeLists() throws Exception {
    for (String client : List.of("research", "rs:erp")) {
      assertRefused(
          Code.UNAUTHORIZED_CLIENT,
          () ->
              site.use
                  .lists()
                  .update(site.caller(client), change(site.requestId(), List.of("v1"), List.of())));
    }
  }

  @Test
  void anEntryThatIsNotInItsNormalFormIsRefused() {
    for (String entry : List.of("", "e\u0301", "a\u0000b", "a\nb", "\uD800", "x".repeat(257))) {
      assertRefused(Code.INVALID_REQUEST, () -> update(List.of(entry), List.of()));
      assertRefused(Code.INVALID_REQUEST, () -> update(List.of(), List.of(entry)));
    }
    for (String name : List.of("", "Blocked", "a-b", "a b", "1a", "x".repeat(65))) {
      assertRefused(
          Code.INVALID_REQUEST,
          () ->
              site.use
                  .lists()
                  .update(
                      site.caller("ops"),
                      new Lists.Change(site.requestId(), name, List.of(), List.of(), "")));
    }
  }

  @Test
  void aChangeHasItsBounds() throws Exception {
    var most = entries(0, Lists.CHANGE_MAX);
    update(most, List.of());
    update(List.of("x".repeat(Lists.ENTRY_CHARS_MAX)), List.of());
    assertRefused(Code.INVALID_REQUEST, () -> update(most, List.of("one more")));
    assertRefused(Code.INVALID_REQUEST, () -> update(List.of("v1"), List.of("v1")));
    assertThat(members()).hasSize(Lists.CHANGE_MAX + 1);
    update(Collections.nCopies(Lists.CHANGE_MAX, "again"), List.of());
    assertThat(members()).hasSize(Lists.CHANGE_MAX + 2);
  }

  @Test
  void aSignalHoldsUntilItExpires() throws Exception {
    InForce set = signal(site.requestId(), "7.25", Duration.ofSeconds(30));
    assertThat(set.until()).isEqualTo(set.since().plusSeconds(30));
    assertThat(risk()).isEqualTo("7.25");
    site.clock.advance(Duration.ofMillis(29_999));
    assertThat(risk()).isEqualTo("7.25");
    site.clock.advance(Duration.ofMillis(1));
    assertThat(risk()).isEqualTo("none");
  }

  @Test
  void aSignalIsSetAgain() throws Exception {
    signal(site.requestId(), "7.25", Duration.ofSeconds(30));
    site.clock.advance(Duration.ofSeconds(20));
    signal(site.requestId(), "-1", Duration.ofSeconds(30));
    site.clock.advance(Duration.ofSeconds(20));
    assertThat(risk()).isEqualTo("-1");
  }

  @Test
  void aSettingThatComesAgainOrTooLateChangesNothing() throws Exception {
    var early = site.requestId();
    site.clock.advance(Duration.ofSeconds(1));
    var request = site.requestId();
    InForce set = signal(request, "3", Duration.ofSeconds(60));
    site.clock.advance(Duration.ofSeconds(10));
    assertThat(signal(request, "3", Duration.ofSeconds(60))).isEqualTo(set);
    assertThat(signal(early, "9", Duration.ofSeconds(60))).isEqualTo(set);
    assertThat(risk()).isEqualTo("3");
    assertRefused(Code.IDEMPOTENCY_CONFLICT, () -> signal(request, "4", Duration.ofSeconds(60)));
    assertRefused(Code.IDEMPOTENCY_CONFLICT, () -> signal(request, "3", Duration.ofSeconds(61)));
  }

  @Test
  void whatIsNoSignalIsRefused() {
    for (String value : List.of("1e3", "01", "-0", "0x1", "NaN", "1.", "", "1".repeat(19))) {
      assertRefused(
          Code.INVALID_REQUEST, () -> signal(site.requestId(), value, Duration.ofSeconds(5)));
    }
    for (Duration valid :
        List.of(
            Duration.ZERO,
            Duration.ofSeconds(-5),
            Duration.ofMillis(999),
            Duration.ofDays(31).plusMillis(1),
            Duration.ofSeconds(5, 1),
            Duration.ofSeconds(Long.MAX_VALUE))) {
      assertRefused(Code.INVALID_REQUEST, () -> signal(site.requestId(), "1", valid));
    }
    assertRefused(Code.INVALID_REQUEST, () -> set("trust", "research"));
    assertRefused(Code.INVALID_REQUEST, () -> set("risk", ""));
    assertRefused(Code.INVALID_REQUEST, () -> set("risk", "a\nb"));
    assertRefused(Code.INVALID_REQUEST, () -> set("Risk", "research"));
  }

  private Lists.Changed update(List<String> add, List<String> remove) throws Exception {
    return site.use.lists().update(site.caller("ops"), change(site.requestId(), add, remove));
  }

  private static Lists.Change change(RequestId request, List<String> add, List<String> remove) {
    return new Lists.Change(request, BLOCKED, add, remove, "because");
  }

  private java.util.Set<String> members() {
    return java.util.Objects.requireNonNull(site.use.control().get().facts().list(BLOCKED))
        .members();
  }

  private static List<String> entries(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> "vendor " + i).toList();
  }

  private InForce set(String name, String about) throws Exception {
    return site.use
        .signals()
        .set(
            site.caller("ops"),
            new Signals.Setting(site.requestId(), name, about, "1", Duration.ofSeconds(5)));
  }

  private InForce signal(RequestId request, String value, Duration validFor) throws Exception {
    return site.use
        .signals()
        .set(site.caller("ops"), new Signals.Setting(request, "risk", "research", value, validFor));
  }

  private String risk() {
    var signal = site.use.control().get().facts().signal("risk", "research", site.clock.instant());
    return signal == null ? "none" : signal.value().toPlainString();
  }
}
