package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static io.legate.assembly.Site.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Asked;
import io.legate.authorize.Authorized;
import io.legate.authorize.Settlement;
import io.legate.authorize.Settlement.Report;
import io.legate.identity.RequestId;
import io.legate.issue.IssuedInstance;
import io.legate.refusal.Code;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A limit on rows gives no more than is wanted, and gets back what was not used.
class RowsTest extends Attacks {

  private static final String ROWS = ",\"limits\":[{\"name\":\"rows\",\"rows\":100}]";

  @Test
  void noMoreRowsAreReservedThanAreWanted() throws Exception {
    IssuedInstance erp = erp(ROWS);
    assertThat(rows(ask(erp, 10L))).isEqualTo(10);
    assertThat(rows(ask(erp, 60L))).isEqualTo(60);
    assertThat(rows(ask(erp, 60L))).isEqualTo(30);
    assertThat(outcome(ask(erp, 1L))).isEqualTo(Outcome.RATE_LIMITED);
  }

  @Test
  void whoDoesNotSayGetsAllThereAre() throws Exception {
    IssuedInstance erp = erp(ROWS);
    ask(erp, 40L);
    assertThat(rows(ask(erp, null))).isEqualTo(60);
  }

  @Test
  void rowsThatWereNotReturnedAreGivenBack() throws Exception {
    IssuedInstance erp = erp(ROWS);
    Authorized first = ask(erp, 80L);
    site.use
        .settlement()
        .settle(
            site.pep("rs:erp"),
            new Report(site.requestId(), first.decisionId(), Settlement.executed(Map.of(), 3L)));
    assertThat(rows(ask(erp, null))).isEqualTo(97);
  }

  @Test
  void everyHopOfTheChainReservesNoMoreThanIsWanted() throws Exception {
    var task = site.open("orchestrator", boundary(ROWS));
    String less = boundary(ROWS.replace("100", "50"));
    IssuedInstance research = site.delegate("orchestrator", task.token(), "research", less);
    IssuedInstance action = site.delegate("orchestrator", task.token(), "action", less);
    assertThat(rows(ask("research", site.renew("research", research, Site.ERP), 45L)))
        .isEqualTo(45);
    IssuedInstance beside = site.renew("action", action, Site.ERP);
    assertThat(rows(ask("action", beside, 50L))).isEqualTo(50);
    assertThat(outcome(ask("action", beside, 1L))).isEqualTo(Outcome.RATE_LIMITED);
  }

  @Test
  void aLimitlessPermissionSaysNothingAboutRows() throws Exception {
    assertThat(ask(erp(""), 10L).answer().maxRows()).isNull();
  }

  @Test
  void anotherNumberOfRowsIsAnotherQuestion() throws Exception {
    IssuedInstance erp = erp(ROWS);
    RequestId request = site.requestId();
    Authorized first = ask(request, "orchestrator", erp, 10L);
    assertThat(ask(request, "orchestrator", erp, 10L)).isEqualTo(first);
    assertRefused(Code.IDEMPOTENCY_CONFLICT, () -> ask(request, "orchestrator", erp, 11L));
    assertRefused(Code.IDEMPOTENCY_CONFLICT, () -> ask(request, "orchestrator", erp, null));
    assertThat(rows(ask(erp, null))).isEqualTo(90);
  }

  private IssuedInstance erp(String additions) throws Exception {
    var task = site.open("orchestrator", boundary(additions));
    return site.renew("orchestrator", task.token(), Site.ERP);
  }

  private Authorized ask(IssuedInstance erp, @Nullable Long wanted) throws Exception {
    return ask("orchestrator", erp, wanted);
  }

  private Authorized ask(String agent, IssuedInstance erp, @Nullable Long wanted) throws Exception {
    return ask(site.requestId(), agent, erp, wanted);
  }

  private Authorized ask(RequestId request, String agent, IssuedInstance erp, @Nullable Long wanted)
      throws Exception {
    var action = Site.action("payments.create", "erp://acme/invoices/i1", "{}");
    var command =
        new AuthorizeCommand(
            request,
            erp.token(),
            proof(agent, erp),
            "POST",
            Site.PAY,
            List.of(new Asked(action, wanted)),
            null,
            false);
    return site.use.authorization().authorize(site.pep("rs:erp"), command).getFirst();
  }

  private static long rows(Authorized authorized) {
    return java.util.Objects.requireNonNull(authorized.answer().maxRows());
  }
}
