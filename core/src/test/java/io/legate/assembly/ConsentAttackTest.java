package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorized;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.ledger.MemoryLedger;
import io.legate.open.OpenedTask;
import io.legate.refusal.Code;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a delegate or an addressee tries beyond what was consented to.
class ConsentAttackTest extends Attacks {

  @Test
  void aDelegateDoesNotShakeOffWhatItsStatementAdds() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    String statement =
        site.statement("orchestrator", task.token(), "research", boundary(ONCE + MASK));
    IssuedInstance research =
        exchange("research", statement, ExchangeRequest.JWT, null, boundary(""));
    IssuedInstance erp = site.renew("research", research, Site.ERP);
    Authorized first = pay(erp);
    assertThat(first.answer().obligations()).hasSize(1);
    assertThat(outcome(pay(erp))).isEqualTo(Outcome.RATE_LIMITED);
  }

  @Test
  void aDelegateDoesNotChooseAnotherParentThanItsStatementDid() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary("", MASK));
    String granted = boundary(",\"from\":1");
    String statement = site.statement("orchestrator", task.token(), "research", granted);
    assertRefused(
        Code.INVALID_AUTHORIZATION_DETAILS,
        () -> exchange("research", statement, ExchangeRequest.JWT, null, boundary(",\"from\":0")));
    IssuedInstance research =
        exchange("research", statement, ExchangeRequest.JWT, null, boundary(""));
    assertThat(pay(site.renew("research", research, Site.ERP)).answer().obligations()).hasSize(1);
  }

  @Test
  void aStatementThatExpiresOnItsWayMakesNoSecondHop() throws Exception {
    var clock = new SteppingClock(site.clock.instant());
    try (var late = new Site(clock, new MemoryLedger(clock))) {
      OpenedTask task = late.open("orchestrator", boundary(""));
      // Much shorter than the instance it names, which would be refused by itself once expired.
      String statement =
          late.statement("orchestrator", task.token(), "research", Duration.ofMinutes(2));
      late.redeem("research", statement);
      clock.now = clock.now.plus(Duration.ofMinutes(2)).minusMillis(1);
      var caller = late.caller("research");
      clock.step = Duration.ofMillis(2);
      assertRefused(
          Code.INVALID_REQUEST,
          () ->
              late.use
                  .exchange()
                  .exchange(caller, Site.request(statement, ExchangeRequest.JWT, null)));
      assertThat(late.use.tasks().read(task.token().task()).hops()).hasSize(2);
    }
  }

  @Test
  void anAddresseeDoesNotShakeOffWhatTheInstanceAdds() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary("", ",\"labels\":{\"adds\":[\"seen\"]}"));
    IssuedInstance research =
        site.delegate("orchestrator", task.token(), "research", boundary("", ",\"from\":1"));
    String narrowed = boundary(",\"from\":1" + MASK);
    for (String chosen : List.of("", boundary(""))) {
      IssuedInstance addressed =
          exchange(
              "research", research.token(), ExchangeRequest.ACCESS_TOKEN, "analysis", narrowed);
      IssuedInstance analysis =
          exchange(
              "analysis",
              addressed.token(),
              ExchangeRequest.ACCESS_TOKEN,
              null,
              chosen.isEmpty() ? null : chosen);
      IssuedInstance erp = site.renew("analysis", analysis, Site.ERP);
      assertThat(pay("analysis", erp).answer().obligations()).hasSize(1);
      assertThat(labels(task)).contains("seen");
    }
  }

  @Test
  void aNarrowedInstanceIsNotWidenedByItsOwnHolder() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary("", ""));
    String narrowed = boundary(",\"from\":1" + MASK);
    IssuedInstance one =
        exchange(
            "orchestrator", task.token().token(), ExchangeRequest.ACCESS_TOKEN, null, narrowed);
    IssuedInstance two =
        exchange("orchestrator", one.token(), ExchangeRequest.ACCESS_TOKEN, Site.ERP, boundary(""));
    assertThat(pay("orchestrator", two).answer().obligations()).hasSize(1);
  }

  @Test
  void anAddresseeDoesNotLearnWhatBecameOfTheDelegator() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", boundary(""));
    IssuedInstance addressed = site.renew("research", research, "analysis");
    site.use.steering().suspend(order("orchestrator", task, research));
    assertThatThrownBy(() -> site.renew("analysis", addressed, null))
        .hasMessageContaining("statement_unusable")
        .hasMessageNotContaining("suspended");
  }
}
