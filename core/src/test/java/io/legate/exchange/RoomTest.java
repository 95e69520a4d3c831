package io.legate.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.assembly.Site;
import io.legate.fold.HashTrie;
import io.legate.fold.Remembered;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.issue.IssuedInstance;
import io.legate.refusal.Code;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcollections.HashTreePMap;

/// How many hops, instances and agents one task has room for. The states are made from one real
/// hop, because fifty thousand exchanges prove nothing more.
class RoomTest {

  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

  private Site site;
  private TaskState task;
  private Hop hop;
  private Instance instance;

  @BeforeEach
  void open() throws Exception {
    site = new Site();
    IssuedInstance root = site.open("orchestrator", Site.ALL).token();
    task = site.use.tasks().read(root.task());
    hop = task.hops().values().iterator().next();
    instance = task.instances().entries().values().iterator().next().value();
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aTaskHasSoManyHops() throws Exception {
    HopIssuing.requireRoom(withHops(HopIssuing.HOPS_MAX - 1, false), AT);
    assertFull(() -> HopIssuing.requireRoom(withHops(HopIssuing.HOPS_MAX, false), AT));
  }

  @Test
  void aTaskHasSoManyLiveInstances() throws Exception {
    HopIssuing.requireRoom(withInstances(HopIssuing.INSTANCES_MAX - 1), AT);
    TaskState full = withInstances(HopIssuing.INSTANCES_MAX);
    assertFull(() -> HopIssuing.requireRoom(full, AT));
    // Those that have expired take no room.
    HopIssuing.requireRoom(full, instance.expiresAt().plusMillis(1));
  }

  @Test
  void aTaskHasSoManyAgents() throws Exception {
    var newcomer = new ClientId("newcomer");
    HopIssuing.requireRoomFor(newcomer, withHops(HopIssuing.CLIENTS_MAX - 1, true));
    TaskState full = withHops(HopIssuing.CLIENTS_MAX, true);
    assertFull(() -> HopIssuing.requireRoomFor(newcomer, full));
    assertThatCode(() -> HopIssuing.requireRoomFor(new ClientId("agent-0"), full))
        .doesNotThrowAnyException();
    HopIssuing.requireRoomFor(newcomer, withHops(10 * HopIssuing.CLIENTS_MAX, false));
  }

  private static void assertFull(ThrowingCallable check) {
    assertThatThrownBy(check)
        .isInstanceOfSatisfying(
            Denial.class,
            denial -> assertThat(denial.told().code()).isEqualTo(Code.TOO_MANY_REQUESTS));
  }

  private TaskState withHops(int count, boolean ofManyClients) {
    Map<HopId, Hop> hops = new HashMap<>();
    for (int i = 0; i < count; i++) {
      var id = HopId.at(AT);
      hops.put(id, ofManyClients ? of(id, new ClientId("agent-" + i)) : hop);
    }
    return new TaskState(
        task.status(),
        task.header(),
        task.root(),
        HashTreePMap.from(hops),
        task.bars(),
        task.labels(),
        task.instances(),
        task.memory(),
        task.charges(),
        task.breakers(),
        task.history(),
        task.sightings(),
        task.approvals());
  }

  private Hop of(HopId id, ClientId client) {
    return new Hop(
        id,
        hop.parent(),
        hop.depth(),
        client,
        hop.profile(),
        hop.key(),
        hop.boundary(),
        hop.parents(),
        hop.issuedAt(),
        hop.endsAt(),
        hop.depthMax(),
        hop.parentHash(),
        hop.confirmed(),
        hop.revoked(),
        hop.suspendedBy(),
        hop.removals());
  }

  private TaskState withInstances(int count) {
    Map<String, Remembered.Entry<Instance>> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      entries.put(
          "hash " + i, new Remembered.Entry<>(instance, instance.expiresAt().toEpochMilli()));
    }
    return new TaskState(
        task.status(),
        task.header(),
        task.root(),
        task.hops(),
        task.bars(),
        task.labels(),
        new Remembered<>(
            HashTrie.<String, Remembered.Entry<Instance>>empty().plusAll(entries),
            Integer.MAX_VALUE),
        task.memory(),
        task.charges(),
        task.breakers(),
        task.history(),
        task.sightings(),
        task.approvals());
  }
}
