package io.legate.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.control.ControlState;
import io.legate.feed.Subscription.Heard;
import io.legate.feed.Told.Matter;
import io.legate.feed.Told.Standing;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.issue.IssuedInstance;
import io.legate.ledger.LogSizes;
import io.legate.open.OpenedTask;
import io.legate.revoke.ControlChanges;
import io.legate.revoke.TaskSteering.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What each audience hears, by the feed of a site whose clock stands still.
class RevocationFeedTest {

  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.*","vendors.read"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],
        "delegation":{"max_depth":4,"allowed_delegates":[{"sub_profile":"ai_agent"}]}},
       {"type":"agent_action","actions":["customers.read"],"locations":["https://crm.test"],
        "resources":["crm://acme/*"],
        "delegation":{"max_depth":4,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private Site site;
  private RevocationFeed feed;

  @BeforeEach
  void open() throws Exception {
    site = new Site();
    feed = site.use.revocations();
  }

  @AfterEach
  void close() {
    site.close();
  }

  /// Orchestrator, research, analysis, action: each below the one before it.
  private record Chain(
      OpenedTask task, IssuedInstance research, IssuedInstance analysis, IssuedInstance action) {}

  private Chain chain() throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    var research = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
    var analysis = site.delegate("research", research, "analysis", BOUNDARY);
    var action = site.delegate("analysis", analysis, "action", BOUNDARY);
    return new Chain(task, research, analysis, action);
  }

  private Order order(String client, OpenedTask task, @Nullable HopId hop) throws Exception {
    return new Order(site.caller(client), site.requestId(), task.token().task(), hop, "enough");
  }

  private ControlChanges.Order operator() throws Exception {
    return new ControlChanges.Order(site.caller("ops"), site.requestId(), "enough");
  }

  private Subscription listen(String audience, @Nullable LogSizes from) {
    return feed.subscribe(audience, from, () -> {});
  }

  /// Everything that there is to hear now, by id.
  private Map<String, Told> hear(Subscription subscription) throws Exception {
    feed.advance();
    var told = new LinkedHashMap<String, Told>();
    Heard heard;
    do {
      heard = subscription.next();
      heard.told().forEach(each -> told.put(each.id(), each));
    } while (heard.more());
    assertThat(heard.asOf()).isEqualTo(site.clock.instant());
    return told;
  }

  private static void assertStands(Map<String, Told> told, Object id, Standing standing) {
    assertThat(of(told, id).standing()).isEqualTo(standing);
  }

  private static Told of(Map<String, Told> told, Object id) {
    Told one = told.get(id.toString());
    if (one == null) {
      throw new AssertionError("nothing was told of " + id + " but " + told);
    }
    return one;
  }

  @Test
  void whatIsBelowARevokedHopIsToldToWhomItHasTokensFor() throws Exception {
    var chain = chain();
    site.renew("action", chain.action, Site.ERP);
    site.renew("research", chain.research, Site.ERP);
    site.renew("analysis", chain.analysis, Site.CRM);
    var erp = listen(Site.ERP, null);
    var crm = listen(Site.CRM, null);
    assertThat(hear(erp)).isEmpty();
    assertThat(hear(crm)).isEmpty();
    site.use.steering().revoke(order("research", chain.task, chain.analysis.hop()));
    var atErp = hear(erp);
    assertThat(atErp).containsOnlyKeys(chain.action.hop().toString());
    assertStands(atErp, chain.action.hop(), Standing.ENDED);
    var atCrm = hear(crm);
    assertThat(atCrm).containsOnlyKeys(chain.analysis.hop().toString());
    assertStands(atCrm, chain.analysis.hop(), Standing.ENDED);
    assertThat(hear(erp)).isEmpty();
  }

  @Test
  void aTaskIsToldOnlyToWhomItHasTokensFor() throws Exception {
    var chain = chain();
    site.renew("action", chain.action, Site.ERP);
    var erp = listen(Site.ERP, null);
    var crm = listen(Site.CRM, null);
    hear(erp);
    hear(crm);
    site.use.steering().complete(order("orchestrator", chain.task, null));
    var told = hear(erp);
    assertThat(told).containsOnlyKeys(chain.task.token().task().toString());
    assertThat(told.values().iterator().next().matter()).isEqualTo(Matter.TASK);
    assertStands(told, chain.task.token().task(), Standing.ENDED);
    assertThat(hear(crm)).isEmpty();
  }

  @Test
  void aTokenThatExpiredIsOfNoConcern() throws Exception {
    var chain = chain();
    var token = site.renew("action", chain.action, Site.ERP);
    var erp = listen(Site.ERP, null);
    hear(erp);
    site.clock.advance(
        Duration.between(site.clock.instant(), token.expiresAt()).plus(RevocationFeed.SLACK));
    site.use.steering().revoke(order("orchestrator", chain.task, null));
    assertThat(hear(erp)).isEmpty();
  }

  @Test
  void whatIsSuspendedIsHeldUntilItIsResumed() throws Exception {
    var chain = chain();
    site.renew("action", chain.action, Site.ERP);
    var erp = listen(Site.ERP, null);
    hear(erp);
    site.use.steering().suspend(order("orchestrator", chain.task, null));
    assertStands(hear(erp), chain.task.token().task(), Standing.HELD);
    site.use.steering().suspend(order("research", chain.task, chain.analysis.hop()));
    var both = hear(erp);
    assertStands(both, chain.action.hop(), Standing.HELD);
    site.use.steering().resume(order("orchestrator", chain.task, null), List.of());
    var task = hear(erp);
    assertStands(task, chain.task.token().task(), Standing.RELEASED);
    assertThat(task).doesNotContainKey(chain.action.hop().toString());
    site.use.steering().resume(order("research", chain.task, chain.analysis.hop()), List.of());
    assertStands(hear(erp), chain.action.hop(), Standing.RELEASED);
  }

  @Test
  void whatAnOperatorResumesIsReleasedWhereverItIs() throws Exception {
    var chain = chain();
    site.renew("action", chain.action, Site.ERP);
    var erp = listen(Site.ERP, null);
    hear(erp);
    site.use.steering().suspend(order("analysis", chain.task, chain.action.hop()));
    assertStands(hear(erp), chain.action.hop(), Standing.HELD);
    site.use.steering().resume(order("ops", chain.task, chain.action.hop()), List.of());
    assertStands(hear(erp), chain.action.hop(), Standing.RELEASED);
  }

  @Test
  void clientsAndKeysAreToldToEverybody() throws Exception {
    var crm = listen(Site.CRM, null);
    hear(crm);
    var research = new ClientId("research");
    site.use.controlChanges().suspendClient(operator(), research);
    assertStands(hear(crm), "research", Standing.HELD);
    site.use.controlChanges().restoreClient(operator(), research);
    assertStands(hear(crm), "research", Standing.RELEASED);
    site.use.controlChanges().revokeClient(operator(), research);
    var revokedAt = site.clock.instant();
    var revoked = hear(crm);
    assertStands(revoked, "research", Standing.ENDED);
    assertThat(of(revoked, "research").cutoff()).isNull();
    site.clock.advance(Duration.ofSeconds(5));
    site.use.controlChanges().restoreClient(operator(), research);
    var restored = hear(crm);
    assertStands(restored, "research", Standing.ENDED);
    assertThat(of(restored, "research").cutoff())
        .isEqualTo(revokedAt.plus(ControlState.CLOCK_SKEW_MAX.multipliedBy(2)));
    var key = site.key("analysis").thumbprint();
    site.use.controlChanges().revokeKey(operator(), key);
    var keys = hear(crm);
    assertStands(keys, key.value(), Standing.ENDED);
    assertThat(of(keys, key.value()).matter()).isEqualTo(Matter.HOLDER_KEY);
  }

  @Test
  void whoComesBackIsToldTheRestAndWhoIsNewEverything() throws Exception {
    var first = chain();
    var second = chain();
    site.renew("action", first.action, Site.ERP);
    site.renew("action", second.action, Site.ERP);
    var erp = listen(Site.ERP, null);
    Heard empty = erp.next();
    assertThat(empty.anew()).isTrue();
    site.use.steering().revoke(order("orchestrator", first.task, null));
    feed.advance();
    LogSizes left = erp.next().position();
    erp.close();
    site.use.steering().revoke(order("orchestrator", second.task, null));
    feed.advance();
    var back = listen(Site.ERP, Cursor.parse(Cursor.bytes(left)));
    Heard rest = back.next();
    assertThat(rest.anew()).isFalse();
    assertThat(rest.told())
        .extracting(Told::id)
        .containsExactly(second.task.token().task().toString());
    var everything = hear(listen(Site.ERP, null));
    assertThat(everything)
        .containsKeys(first.task.token().task().toString(), second.task.token().task().toString());
  }

  @Test
  void aPlaceThatThisLedgerDoesNotHaveIsNone() throws Exception {
    var beyond = LogSizes.of(Map.of(1, 1_000_000L));
    assertThat(listen(Site.ERP, beyond).next().anew()).isTrue();
    var otherNode = LogSizes.of(Map.of(7, 1L));
    assertThat(listen(Site.ERP, otherNode).next().anew()).isTrue();
  }

  @Test
  void whoIsTooFarBehindIsToldEverythingOutOfTheLedger() throws Exception {
    feed =
        new RevocationFeed(
            site.ledger, site.use.tasks(), site::control, site.clock, /* recentMax= */ 2);
    var slow = listen(Site.ERP, null);
    hear(slow);
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      var chain = chain();
      site.renew("action", chain.action, Site.ERP);
      site.use.steering().revoke(order("orchestrator", chain.task, null));
      ids.add(chain.task.token().task().toString());
      feed.advance();
    }
    assertThat(feed.recent().ahead(Site.ERP, 1, 1)).isNull();
    assertThat(hear(slow)).containsOnlyKeys(ids);
  }

  @Test
  void knowledgeIsAsOldAsTheLastReadThatSucceeded() throws Exception {
    var erp = listen(Site.ERP, null);
    hear(erp);
    var before = site.clock.instant();
    site.clock.advance(Duration.ofSeconds(30));
    assertThat(erp.next().asOf()).isEqualTo(before);
    feed.advance();
    assertThat(erp.next().asOf()).isEqualTo(before.plusSeconds(30));
  }
}
