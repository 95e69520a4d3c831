package io.legate.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.boundary.BoundaryLimits;
import io.legate.json.Json;
import io.legate.ledger.MemoryLedger;
import io.legate.open.OpenedTask;
import io.legate.policy.Conditions;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.token.Allowance;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a task may be opened for follows from the subject's roles, groups and scope.
class AllowanceTest {

  private static final String PAY = boundary("payments.create", "erp://acme/invoices/*");
  private static final String READ = boundary("vendors.read", "erp://acme/*");
  private static final String BOTH = PAY.replace("]}]", "]}") + "," + READ.substring(1);

  private final TickingClock clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
  private Site site;

  @BeforeEach
  void open() throws Exception {
    var allowances =
        List.of(
            new Allowance("buyer", null, "erp.pay", Site.boundary(PAY)),
            new Allowance(null, "staff", null, Site.boundary(READ)));
    site =
        new Site(
            clock,
            new MemoryLedger(clock),
            BoundaryLimits.DEFAULT,
            Site.BOUNDS,
            Conditions.NONE,
            SitePolicy.with(Json.Obj.EMPTY),
            new SitePeople(clock, allowances));
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void allThatAnAllowanceNamesMustBeSo() throws Exception {
    Json.Obj buyer = claims("roles", "buyer").build();
    assertThat(refused(PAY, buyer).code()).isEqualTo(Code.INVALID_AUTHORIZATION_DETAILS);
    Json.Obj delegating = Json.Obj.with("scope", "openid erp.pay").build();
    assertThat(refused(PAY, delegating).code()).isEqualTo(Code.INVALID_AUTHORIZATION_DETAILS);
    Json.Obj both = claims("roles", "reader", "buyer").with("scope", "openid erp.pay").build();
    assertThat(opened(PAY, both).subject()).isEqualTo("user:corp:alice");
  }

  @Test
  void aTaskIsWithinWhatAllAllowancesSayTogether() throws Exception {
    Json.Obj staff = claims("groups", "staff").build();
    assertThat(refused(BOTH, staff).sentence()).contains("what the subject's roles");
    Json.Obj all =
        claims("groups", "staff")
            .with("roles", Json.Arr.ofStrings(List.of("buyer")))
            .with("scope", "erp.pay")
            .build();
    assertThat(opened(BOTH, all).subject()).isEqualTo("user:corp:alice");
  }

  @Test
  void nothingIsAllowedToWhomNoAllowanceIsFor() {
    for (Json.Obj claims :
        List.of(
            Json.Obj.EMPTY,
            claims("roles", "staff").build(),
            claims("groups", "staff2", "staf").build(),
            Json.Obj.with("scope", "erp.payments staff").build())) {
      assertThat(refused(READ, claims).code()).isEqualTo(Code.INVALID_AUTHORIZATION_DETAILS);
    }
  }

  @Test
  void aWiderTaskIsRefused() {
    Json.Obj staff = claims("groups", "staff").build();
    String wider = boundary("vendors.read", "erp://acme/*").replace("acme/*", "*");
    assertThat(refused(wider, staff).code()).isEqualTo(Code.INVALID_AUTHORIZATION_DETAILS);
  }

  private OpenedTask opened(String boundary, Json.Obj claims) throws Exception {
    return site.open(
        "orchestrator",
        boundary,
        site.requestId(),
        2,
        site.people.aliceFor("orchestrator", claims),
        List.of());
  }

  private RefusedException refused(String boundary, Json.Obj claims) {
    return catchThrowableOfType(RefusedException.class, () -> opened(boundary, claims));
  }

  private static Json.Builder claims(String name, String... values) {
    return Json.Obj.with(name, Json.Arr.ofStrings(List.of(values)));
  }

  private static String boundary(String action, String resources) {
    return """
    [{"type":"agent_action","actions":["%s"],"locations":["https://erp.test"],\
    "resources":["%s"]}]\
    """
        .formatted(action, resources);
  }
}
