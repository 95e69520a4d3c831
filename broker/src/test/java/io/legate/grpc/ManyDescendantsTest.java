package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.legate.assembly.Site;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.issue.IssuedInstance;
import io.legate.revoke.TaskSteering;
import io.legate.stream.Tasks;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.TaskEvent.Consent;
import io.legate.task.TaskEvent.HopIssued;
import io.legate.task.TaskState;
import io.legate.v1.Decision;
import io.legate.v1.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A hop with very many below it is revoked by one event, and all of them are told.
class ManyDescendantsTest extends Chain {

  private static final int DESCENDANTS = 10_000;
  private static final int AT_ONCE = 500;

  @Test
  void oneEventEndsThemAllOnlineAndEachIsTold() throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    var middle = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
    var below = site.delegate("research", middle, "analysis", BOUNDARY);
    var leaf = site.renew("analysis", below, Site.ERP);
    var beside = site.delegate("orchestrator", task.token(), "filing", BOUNDARY);
    site.renew("filing", beside, Site.ERP);
    populate(task.token().task(), below.hop());
    assertThat(decision(leaf)).isEqualTo(Decision.DECISION_ALLOW);
    var erp = Watching.open(site, grpc, http, "rs:erp", ByteString.EMPTY);
    var crm = Watching.open(site, grpc, http, "rs:crm", ByteString.EMPTY);
    assertThat(erp.untilCurrent()).isEmpty();
    assertThat(crm.untilCurrent()).isEmpty();
    long before = site.use.tasks().known(task.token().task()).seq();
    var done =
        site.use
            .steering()
            .revoke(
                new TaskSteering.Order(
                    site.caller("orchestrator"),
                    site.requestId(),
                    task.token().task(),
                    middle.hop(),
                    "enough"));
    assertThat(done.seq()).isEqualTo(before + 1);
    assertThat(done.hopsEnded()).isEqualTo(DESCENDANTS + 2);
    assertThat(decision(leaf)).isEqualTo(Decision.DECISION_DENY);
    Map<String, Standing> told = erp.news();
    TaskState state = site.use.tasks().read(task.token().task());
    var concerned =
        state.hops().keySet().stream()
            .filter(hop -> state.isWithin(hop, below.hop()))
            .map(HopId::toString)
            .collect(Collectors.toSet());
    assertThat(concerned).hasSize(DESCENDANTS + 1);
    assertThat(told).containsOnlyKeys(concerned);
    assertThat(told.values()).containsOnly(Standing.STANDING_ENDED);
    assertThat(crm.untilCurrent()).isEmpty();
    // In messages that each fit, and not again where it was left off.
    var again = Watching.open(site, grpc, http, "rs:erp", erp.cursor());
    assertThat(again.untilCurrent()).isEmpty();
  }

  private Decision decision(IssuedInstance leaf) throws Exception {
    return Decision.valueOf(
        "DECISION_"
            + Site.outcome(
                    site.authorize(
                        "analysis",
                        leaf,
                        "payments.create",
                        "erp://acme/invoices/i1",
                        "{\"amount\":\"1.00\"}"))
                .name());
  }

  /// Puts hops with tokens for the ERP into the ledger, as exchanges would have.
  private void populate(TaskId task, HopId parent) throws Exception {
    TaskState state = site.use.tasks().read(task);
    Hop like = Objects.requireNonNull(state.hops().get(parent));
    Instant at = site.clock.instant();
    Instance[] token = new Instance[1];
    state
        .instances()
        .forEach(
            (_, entry) -> {
              if (entry.value().hop().equals(parent) && entry.value().audience().equals(Site.ERP)) {
                token[0] = entry.value();
              }
            });
    for (int made = 0; made < DESCENDANTS; made += AT_ONCE) {
      site.use
          .tasks()
          .decide(
              task,
              key ->
                  new io.legate.refusal.RefusedException(
                      io.legate.refusal.Code.INVALID_REQUEST, key.toString()),
              turn -> {
                for (int i = 0; i < AT_ONCE; i++) {
                  Hop hop = child(like, HopId.at(at));
                  Tasks.append(turn, issued(hop, token[0]), null, List.of());
                }
                return true;
              });
    }
  }

  private static Hop child(Hop like, HopId id) {
    return new Hop(
        id,
        like.id(),
        like.depth() + 1,
        like.client(),
        like.profile(),
        like.key(),
        like.boundary(),
        like.parents(),
        like.issuedAt(),
        like.endsAt(),
        like.depthMax(),
        like.parentHash(),
        true,
        false,
        like.suspendedBy(),
        like.removals());
  }

  private static HopIssued issued(Hop hop, Instance like) {
    var instance =
        new Instance(
            hop.id().toString(),
            hop.id(),
            hop.id().toString(),
            like.audience(),
            like.target(),
            like.issuedAt(),
            like.expiresAt(),
            like.kid(),
            like.scope(),
            like.policyHash(),
            like.narrowed(),
            like.parents(),
            false);
    return new HopIssued(hop, instance, new Consent.ByPush(like.hash()), "proof");
  }
}
