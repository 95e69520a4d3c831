package io.legate.assembly;

import static io.legate.assembly.Attacks.boundary;
import static io.legate.assembly.ChainTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.boundary.BoundaryLimits;
import io.legate.exchange.ExchangeRequest;
import io.legate.identity.RequestId;
import io.legate.issue.IssuedInstance;
import io.legate.ledger.MemoryLedger;
import io.legate.refusal.Code;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/// No token is made that is too long to be shown to anybody.
class TokenSizeTest {

  @Test
  void aTaskWhoseTokenNobodyCouldShowIsNotOpened() throws Exception {
    try (var site = new Site()) {
      String large = boundary(Collections.nCopies(60, "").toArray(String[]::new));
      RequestId request = site.requestId();
      var before = site.ledger.logHead().frontier().size();
      assertThatThrownBy(() -> site.open("orchestrator", large, request, 4))
          .hasMessageMatching("the token would be \\d{5} characters long and may be 16384: .*");
      assertRefused(
          Code.INVALID_AUTHORIZATION_DETAILS, () -> site.open("orchestrator", large, request, 4));
      assertThat(site.ledger.logHead().frontier().size()).isEqualTo(before);
      site.open("orchestrator", boundary(""), request, 4);
    }
  }

  @Test
  void aTokenMayBeAsLongAsTheLimitAndNoLonger() throws Exception {
    int length = rootLength();
    try (var site = site(length)) {
      assertThat(site.open("orchestrator", boundary("")).token().token()).hasSize(length);
    }
    try (var site = site(length - 1)) {
      assertRefused(
          Code.INVALID_AUTHORIZATION_DETAILS, () -> site.open("orchestrator", boundary("")));
    }
  }

  /// A root token of a length that its children's exceed: their chain of actors is longer.
  @Test
  void noExchangeMakesATokenThatNobodyCouldShow() throws Exception {
    try (var site = site(rootLength())) {
      IssuedInstance root = site.open("orchestrator", boundary("")).token();
      assertThat(site.renew("orchestrator", root, null).token()).hasSize(root.token().length());
      String statement = site.statement("orchestrator", root, "research", boundary(""));
      assertRefused(Code.INVALID_AUTHORIZATION_DETAILS, () -> site.redeem("research", statement));
      assertThat(site.use.tasks().read(root.task()).hops()).hasSize(1);
    }
  }

  @Test
  void anAddressedOrPushedTokenThatNobodyCouldShowIsNotMade() throws Exception {
    int length;
    try (var site = new Site()) {
      IssuedInstance root = site.open("orchestrator", boundary("")).token();
      length = site.delegate("orchestrator", root, "research", boundary("")).token().length();
    }
    try (var site = site(length)) {
      IssuedInstance root = site.open("orchestrator", boundary("")).token();
      IssuedInstance research = site.delegate("orchestrator", root, "research", boundary(""));
      IssuedInstance addressed = site.renew("research", research, "analysis");
      assertRefused(
          Code.INVALID_AUTHORIZATION_DETAILS, () -> site.renew("analysis", addressed, null));
      String actor = site.use.apiTokens().issue(site.caller("analysis"), null).token();
      var push =
          new ExchangeRequest(
              research.token(),
              ExchangeRequest.ACCESS_TOKEN,
              actor,
              ExchangeRequest.ACCESS_TOKEN,
              null,
              null,
              null,
              null,
              false);
      assertRefused(
          Code.INVALID_AUTHORIZATION_DETAILS,
          () -> site.use.exchange().exchange(site.caller("research"), push));
      assertThat(site.use.tasks().read(root.task()).hops()).hasSize(2);
    }
  }

  private static int rootLength() throws Exception {
    try (var site = new Site()) {
      return site.open("orchestrator", boundary("")).token().token().length();
    }
  }

  private static Site site(int tokenCharsMax) throws Exception {
    var clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    var bounds =
        new Bounds(
            tokenCharsMax,
            Site.BOUNDS.requestsPerClient(),
            Site.BOUNDS.newKeysPerHour(),
            Site.BOUNDS.taskBytesMax());
    return new Site(clock, new MemoryLedger(clock), BoundaryLimits.DEFAULT, bounds);
  }
}
