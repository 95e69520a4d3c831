package io.legate.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckerTest {

  private final Books books = Books.withTask();

  private List<Violation> found() {
    return Checker.check(books.evidence());
  }

  private void assertBroken(Invariant invariant, String what) {
    assertThat(found())
        .extracting(Violation::toString)
        .anyMatch(v -> v.startsWith(invariant + ": ") && v.contains(what));
  }

  @Test
  void honestBooksHold() {
    var first = books.allow(1, "a", "40.00", "i1");
    var second = books.allow(2, "b", "60.00", "i2");
    books.told(first, 1, 10, 20);
    books.told(second, 3, 15, 30);
    assertThat(found()).isEmpty();
  }

  @Test
  void moreThanACountIsOverspent() {
    for (String reference : List.of("a", "b", "c", "d")) {
      books.allow(1, reference, "1.00", "i" + reference);
    }
    assertBroken(Invariant.I1, "use 4 of `n`, of which hop root has 3");
  }

  @Test
  void moreThanASumIsOverspent() {
    books.allow(1, "a", "60.00", "i1");
    books.allow(2, "b", "40.01", "i2");
    assertBroken(Invariant.I1, "to 100.01 of 100.00: overspent");
  }

  @Test
  void anotherInvoiceHasACounterOfItsOwn() {
    books.allow(1, "a", "1.00", "i1");
    books.allow(1, "b", "1.00", "i2");
    assertThat(found()).isEmpty();
    books.allow(1, "c", "1.00", "i1");
    assertBroken(Invariant.I1, "use 2 of `once`");
  }

  @Test
  void whatWasReportedUnspentMayBeSpentAgain() {
    var first = books.allow(1, "a", "90.00", "i1");
    books.event(
        1, Event.SETTLED, "{'decision':%s,'actual':{'executed':false}}".formatted(first.seq()));
    var second = books.allow(1, "b", "90.00", "i2");
    books.event(
        1,
        Event.SETTLED,
        "{'decision':%s,'actual':{'executed':true,'amounts':{'amount':'10.00'}}}"
            .formatted(second.seq()));
    books.allow(1, "c", "90.00", "i3");
    assertThat(found()).isEmpty();
    books.allow(1, "d", "0.01", "i4");
    assertBroken(Invariant.I1, "100.01 of 100.00");
  }

  @Test
  void clientsMayNotBeToldToSpendMoreThanTheTaskHas() {
    books.attempt(
        "open",
        "open",
        1,
        1,
        2,
        "{'sum':'50.00'}",
        "{'task':'%s','jti':'j0'}".formatted(Books.TASK));
    books.told(books.allow(1, "a", "50.01", "i1"), 1, 10, 20);
    assertBroken(Invariant.I1, "clients were told to spend 50.01 of 50.00");
  }

  @Test
  void nothingFollowsARevocationInTheLedger() {
    books.event(1, Event.HOP_REVOKED, "{'hop':'child'}");
    books.allow(2, "a", "1.00", "i1");
    assertBroken(Invariant.I2, "below hop child, which had been revoked");
  }

  @Test
  void nothingFollowsTheEndOfItsTask() {
    books.event(1, Event.ENDED, "{'how':'revoked'}");
    books.event(2, Event.INSTANCE_ISSUED, "{'instance':{'jti':'j2','hop':'child'}}");
    assertBroken(Invariant.I2, "was renewed in a task that had ended");
  }

  @Test
  void whatWasTakenFromTheRootIsTakenFromAllBelow() {
    books.event(1, Event.CONTAINED, "{'hop':'root'}");
    books.event(2, Event.INSTANCE_ISSUED, "{'instance':{'jti':'j2','hop':'child'}}");
    assertThat(found()).isEmpty();
    books.allow(2, "a", "1.00", "i1");
    assertBroken(Invariant.I2, "below hop root, which it was taken from");
  }

  @Test
  void whatIsAskedAfterTheAcknowledgementIsNotAllowed() {
    var allowed = books.allow(2, "a", "1.00", "i1");
    var revoked = books.event(1, Event.HOP_REVOKED, "{'hop':'child'}");
    books.attempt(
        "end",
        "revoke_hop",
        1,
        10,
        20,
        "{'task':'%s','hop':'child'}".formatted(Books.TASK),
        "{'seq':%s}".formatted(revoked.seq()));
    books.told(allowed, 2, 19, 40);
    assertThat(found()).isEmpty();
    books.told(allowed, 2, 21, 40);
    assertBroken(Invariant.I2, "asked 1 ms after the end of child was acknowledged");
  }

  @Test
  void anAllowThatIsNotInTheLedgerIsLost() {
    var allowed = books.allow(1, "a", "1.00", "i1");
    books.told(allowed, 1, 10, 20);
    books.events.remove(allowed);
    assertBroken(Invariant.I3, "the ALLOW that `a` was told is not in the ledger");
  }

  @Test
  void aRevocationThatIsNotInTheLedgerIsLost() {
    books.attempt(
        "end",
        "revoke_task",
        1,
        10,
        20,
        "{'task':'%s','hop':''}".formatted(Books.TASK),
        "{'seq':3}");
    assertBroken(Invariant.I3, "`end` was acknowledged as event 3");
  }

  @Test
  void aTokenThatIsNotInTheLedgerIsLost() {
    books.attempt(
        "redeem", "redeem", 1, 10, 20, "{}", "{'task':'%s','jti':'another'}".formatted(Books.TASK));
    assertBroken(Invariant.I3, "is in the ledger 0 times");
  }

  @Test
  void aGapInAChainIsSeen() {
    books.event(UUID.fromString(Books.TASK), 1, Event.SETTLED, "{'decision':1}", 5L);
    assertBroken(Invariant.I3, ".3 is missing");
  }

  @Test
  void twoEventsInOnePlaceAreSeen() {
    books.event(UUID.fromString(Books.TASK), 3, Event.SETTLED, "{'decision':1}", 2L);
    assertBroken(Invariant.I3, ".2 is there twice");
  }

  @Test
  void anEventThatWasChangedIsSeen() {
    var event = books.allow(1, "a", "1.00", "i1");
    byte[] changed =
        new String(event.bytes(), java.nio.charset.StandardCharsets.UTF_8)
            .replace("1.00", "9.00")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    books.events.set(
        books.events.indexOf(event),
        new Event(
            event.stream(),
            event.seq(),
            event.node(),
            event.leaf(),
            event.control(),
            event.at(),
            event.kind(),
            event.committed(),
            event.hash(),
            changed,
            event.body()));
    assertBroken(Invariant.I3, "is not what its hash says");
  }

  @Test
  void aHeadOverAnotherTreeIsSeen() {
    var heads = new ArrayList<>(books.evidence().ledger().heads());
    var first = heads.removeFirst();
    heads.add(new LedgerCopy.Head(first.node(), first.size() + 1, first.root()));
    assertThat(Checker.check(books.evidence(heads)))
        .extracting(Violation::what)
        .anyMatch(what -> what.startsWith("the head of node " + first.node()));
  }

  @Test
  void aQuestionThatIsAllowedTwiceIsDoubled() {
    books.allow(1, "a", "1.00", "i1");
    books.allow(2, "a", "1.00", "i2");
    assertBroken(Invariant.I3, "`a` was allowed twice");
    assertBroken(Invariant.I4, "the proof");
  }

  @Test
  void oneStatementMakesOneHop() {
    books.event(
        1,
        Event.HOP_ISSUED,
        "{'hop':{'id':'twin','parent':'root','boundary':[{}]},'instance':{'jti':'j2','hop':'twin'},'consent':{'by':'statement','hash':'s1'},'proof':'p2'}");
    assertBroken(Invariant.I4, "the statement s1 led to");
  }

  @Test
  void oneAssertionGetsOneToken() {
    books.attempt("t", "token", 1, "", 10, 20, "{'assertion':'x'}", "ok", "{}");
    books.attempt("t", "token", 2, "", 10, 20, "{'assertion':'x'}", "fail", "{}");
    assertThat(found()).isEmpty();
    books.attempt("t", "token", 3, "", 10, 20, "{'assertion':'x'}", "ok", "{}");
    assertBroken(Invariant.I4, "the assertion x got 2 tokens");
  }

  @Test
  void oneConsentBuysOneAllow() {
    books.event(1, Event.APPROVAL_SPENT, "{'decision':9,'escalations':[4]}");
    books.event(2, Event.APPROVAL_SPENT, "{'decision':11,'escalations':[4]}");
    assertBroken(Invariant.I4, "the consent to " + Books.TASK + ".4 led to");
  }

  @Test
  void oneRequestComesToOneOutcome() {
    var first = books.allow(1, "a", "1.00", "i1");
    var second = books.allow(2, "b", "1.00", "i2");
    String asked = "{'task':'%s','hop':'child','reference':'%s'}";
    books.attempt(
        "a",
        "authorize",
        1,
        "r",
        1,
        2,
        asked.formatted(Books.TASK, "a"),
        "unknown",
        "{'code':'LOST'}");
    books.attempt(
        "a",
        "authorize",
        2,
        "r",
        3,
        4,
        asked.formatted(Books.TASK, "a"),
        "ok",
        "{'decision':'DENY','decision_id':'%s'}".formatted(first.place()));
    assertThat(found()).extracting(Violation::invariant).doesNotContain(Invariant.I5);
    books.attempt(
        "a",
        "authorize",
        3,
        "r",
        5,
        6,
        asked.formatted(Books.TASK, "b"),
        "ok",
        "{'decision':'DENY','decision_id':'%s'}".formatted(second.place()));
    assertBroken(Invariant.I5, "`a` came to");
  }

  @Test
  void anAllowThatIsAskedForTooLateHasNoOtherOutcome() {
    var first = books.allow(1, "a", "1.00", "i1");
    books.told(first, 1, 10, 20);
    books.attempt(
        "a",
        "authorize",
        2,
        30,
        40,
        "{'task':'%s','hop':'child','reference':''}".formatted(Books.TASK),
        "{'decision':'DENY','reason':'decision_expired','decision_id':'%s.9'}"
            .formatted(Books.TASK));
    assertThat(found()).extracting(Violation::invariant).doesNotContain(Invariant.I5);
  }

  @Test
  void aNodeWithoutItsDatabaseAllowsNothing() {
    var elsewhere = books.allow(1, "a", "1.00", "i1");
    var own = books.allow(2, "b", "1.00", "i2");
    books.mark(100, Mark.CUT_OFF, "[2]");
    books.told(elsewhere, 2, 110, 120);
    books.told(own, 2, 90, 120);
    books.mark(200, Mark.REJOINED, "[2]");
    books.told(own, 2, 210, 220);
    assertThat(found()).isEmpty();
    books.lines.removeLast();
    books.lines.removeLast();
    books.lines.removeLast();
    books.told(own, 2, 110, 120);
    books.mark(200, Mark.REJOINED, "[2]");
    assertBroken(Invariant.I6, "`b` was answered by broker 2, 10 ms after");
  }

  @Test
  void noLogHoldsATokenOrAKey() {
    books.logs.put("broker 1", "all is well");
    assertThat(found()).isEmpty();
    books.logs.put("broker 2", "got eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0x.sig");
    books.logs.put("broker 3", "{\"d\":\"" + "a".repeat(43) + "\"}");
    assertBroken(Invariant.I8, "the log of broker 2 holds a signed token");
    assertBroken(Invariant.I8, "the log of broker 3 holds a private key");
  }

  @Test
  void noClientSeesTheInside() {
    books.attempt(
        "a",
        "authorize",
        1,
        "r",
        1,
        2,
        "{}",
        "unknown",
        "{'code':'INTERNAL','sentence':'java.lang.IllegalStateException: x'}");
    assertBroken(Invariant.I8, "`a` was told about the inside");
  }
}
