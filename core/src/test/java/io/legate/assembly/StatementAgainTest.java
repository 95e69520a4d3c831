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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a statement gives when it is presented again.
class StatementAgainTest extends Attacks {

  private static final String ONE = "erp://acme/invoices/i1";

  private String statement = "";

  @Test
  void lessIsGivenWhereLessIsAskedFor() throws Exception {
    IssuedInstance first = present(statement(boundary("")), null);
    IssuedInstance second = present(statement, only(boundary("")));
    assertThat(second.hop()).isEqualTo(first.hop());
    assertThat(second.authorizationDetails()).isNotEqualTo(first.authorizationDetails());

    IssuedInstance less = site.renew("research", second, Site.ERP);
    assertThat(outcome(pay(less, "i1"))).isEqualTo(Outcome.ALLOW);
    assertThat(outcome(pay(less, "i2"))).isEqualTo(Outcome.DENY);
    // The hop itself holds what it held.
    IssuedInstance whole = site.renew("research", present(statement, null), Site.ERP);
    assertThat(outcome(pay(whole, "i2"))).isEqualTo(Outcome.ALLOW);
  }

  @Test
  void whatTheHopAddsHoldsForLess() throws Exception {
    present(statement(boundary(ONCE + MASK)), null);
    IssuedInstance less = present(statement, only(boundary("")));
    IssuedInstance erp = site.renew("research", less, Site.ERP);
    assertThat(pay(erp, "i1").answer().obligations()).hasSize(1);
    assertThat(outcome(pay(erp, "i1"))).isEqualTo(Outcome.RATE_LIMITED);
  }

  @Test
  void moreThanTheHopHoldsIsRefused() throws Exception {
    present(statement(boundary("")), only(boundary("")));
    assertRefused(Code.INVALID_AUTHORIZATION_DETAILS, () -> present(statement, boundary("")));
    assertRefused(
        Code.INVALID_AUTHORIZATION_DETAILS,
        () -> present(statement, boundary("").replace("payments.create", "payments.*")));
  }

  @Test
  void theSameRequestMeansTheSameAgain() throws Exception {
    OpenedTask task = site.open("orchestrator", boundary("", MASK));
    statement = site.statement("orchestrator", task.token(), "research", boundary(",\"from\":1"));
    String asked = only(boundary(",\"from\":1"));
    IssuedInstance first = present(statement, asked);
    IssuedInstance second = present(statement, asked);
    assertThat(second.hop()).isEqualTo(first.hop());
    IssuedInstance erp = site.renew("research", second, Site.ERP);
    assertThat(pay(erp, "i1").answer().obligations()).hasSize(1);
    assertRefused(
        Code.INVALID_AUTHORIZATION_DETAILS,
        () -> present(statement, only(boundary(",\"from\":0"))));
  }

  @Test
  void limitsOfItsOwnAreRefused() throws Exception {
    present(statement(boundary("")), null);
    assertRefused(Code.INVALID_AUTHORIZATION_DETAILS, () -> present(statement, boundary(ONCE)));
  }

  private String statement(String granted) throws Exception {
    OpenedTask task = site.open("orchestrator", boundary(""));
    statement = site.statement("orchestrator", task.token(), "research", granted);
    return statement;
  }

  private IssuedInstance present(String statement, @Nullable String details) throws Exception {
    return exchange("research", statement, ExchangeRequest.JWT, null, details);
  }

  private static String only(String boundary) {
    return boundary.replace("erp://acme/invoices/*", ONE);
  }

  private Authorized pay(IssuedInstance erp, String invoice) throws Exception {
    return site.authorize(
        "research", erp, "payments.create", "erp://acme/invoices/" + invoice, "{}");
  }
}
