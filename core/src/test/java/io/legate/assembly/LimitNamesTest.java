package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorized;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.open.OpenedTask;
import io.legate.refusal.Code;
import org.junit.jupiter.api.Test;

/// In one boundary a limit's name means one limit with one pool; in two hops it means two.
class LimitNamesTest extends Attacks {

  private static final String TWICE = ",\"limits\":[{\"name\":\"once\",\"count\":2}]";

  @Test
  void oneNameWithTwoMeaningsOpensNoTask() {
    assertRefused(
        Code.INVALID_AUTHORIZATION_DETAILS, () -> site.open("orchestrator", boundary(ONCE, TWICE)));
  }

  @Test
  void oneNameWithTwoMeaningsMakesNoHop() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    assertRefused(
        Code.INVALID_AUTHORIZATION_DETAILS,
        () -> site.delegate("orchestrator", task.token(), "research", boundary(ONCE, TWICE)));
  }

  @Test
  void aDelegateDoesNotGiveANameOfItsStatementAnotherMeaning() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    String statement = site.statement("orchestrator", task.token(), "research", boundary(ONCE));
    assertRefused(
        Code.INVALID_AUTHORIZATION_DETAILS,
        () -> exchange("research", statement, ExchangeRequest.JWT, null, boundary(TWICE)));
  }

  @Test
  void permissionsThatNameOneLimitHaveOnePool() throws Exception {
    OpenedTask task =
        site.open("orchestrator", boundary(ONCE, ONCE).replaceFirst("invoices", "orders"));
    IssuedInstance erp = site.renew("orchestrator", task.token(), Site.ERP);
    assertThat(outcome(pay(erp, "orders/o1"))).isEqualTo(Outcome.ALLOW);
    assertThat(outcome(pay(erp, "invoices/i1"))).isEqualTo(Outcome.RATE_LIMITED);
  }

  /// A wider limit under an ancestor's name widens nothing, and takes nothing from its pool that
  /// was not used.
  @Test
  void aNameOfAnAncestorsIsAPoolOfOnesOwnBesideIt() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(ONCE));
    IssuedInstance wide = site.delegate("orchestrator", task.token(), "research", boundary(TWICE));
    IssuedInstance erp = site.renew("research", wide, Site.ERP);
    assertThat(outcome(pay("research", erp))).isEqualTo(Outcome.ALLOW);
    assertThat(outcome(pay("research", erp))).isEqualTo(Outcome.RATE_LIMITED);

    OpenedTask other = site.open("orchestrator", boundary(TWICE));
    IssuedInstance narrow =
        site.renew(
            "research",
            site.delegate("orchestrator", other.token(), "research", boundary(ONCE)),
            Site.ERP);
    assertThat(outcome(pay("research", narrow))).isEqualTo(Outcome.ALLOW);
    assertThat(outcome(pay("research", narrow))).isEqualTo(Outcome.RATE_LIMITED);
    IssuedInstance root = site.renew("orchestrator", other.token(), Site.ERP);
    assertThat(outcome(pay("orchestrator", root))).isEqualTo(Outcome.ALLOW);
    assertThat(outcome(pay("orchestrator", root))).isEqualTo(Outcome.RATE_LIMITED);
  }

  private Authorized pay(IssuedInstance erp, String what) throws Exception {
    return site.authorize("orchestrator", erp, "payments.create", "erp://acme/" + what, "{}");
  }
}
