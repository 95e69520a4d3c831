package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.open.OpenedTask;
import io.legate.refusal.Code;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What an exchange with `narrow` answers.
class NarrowTest extends Attacks {

  @Test
  void whatIsCutDownCanBeReadBack() throws Exception {
    OpenedTask task = site.open("orchestrator", acting("\"payments.f0.a\",\"payments.f1.a\""));
    IssuedInstance hop =
        narrow(task, acting("\"payments.f0.*\",\"payments.f1.*\",\"payments.f2.*\""));
    assertThat(hop.cut()).hasSize(1);
    var carried = Boundary.parse(hop.authorizationDetails(), BoundaryLimits.DEFAULT);
    assertThat(carried.permissions().getFirst().actions()).hasSize(2);
  }

  /// Each of two lists is as long as a list may be, and what they have in common is longer.
  @Test
  void whatCouldNotBeReadBackIsRefused() throws Exception {
    String held = actions("payments.f%d.a", 99) + "," + actions("payments.f%d.b", 99);
    OpenedTask task = site.open("orchestrator", acting(held + ",\"payments.g.*\""));
    String both = acting(actions("payments.f%d.*", 99) + "," + actions("payments.g.a%d", 101));
    var before = site.use.tasks().read(task.token().task()).hops().size();
    assertRefused(Code.INVALID_AUTHORIZATION_DETAILS, () -> narrow(task, both));
    assertThat(site.use.tasks().read(task.token().task()).hops()).hasSize(before);
  }

  private IssuedInstance narrow(OpenedTask task, String asked) throws Exception {
    String statement = site.statement("orchestrator", task.token(), "research", asked);
    var request =
        new ExchangeRequest(
            statement, ExchangeRequest.JWT, null, null, null, null, null, null, true);
    return site.use.exchange().exchange(site.caller("research"), request);
  }

  private static String actions(String form, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> '"' + form.formatted(i) + '"')
        .collect(Collectors.joining(","));
  }

  private static String acting(String actions) {
    return boundary("").replace("\"payments.create\"", actions);
  }
}
