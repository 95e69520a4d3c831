package io.legate.task;

import io.legate.approval.Approvals;
import io.legate.boundary.Removal;
import io.legate.crypto.Sha256;
import io.legate.crypto.Thumbprint;
import io.legate.fold.Remembered;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.limits.Actual;
import io.legate.task.Memory.Operation;
import io.legate.task.TaskEvent.ApprovalSpent;
import io.legate.task.TaskEvent.Bar;
import io.legate.task.TaskEvent.BreakerTripped;
import io.legate.task.TaskEvent.Consent;
import io.legate.task.TaskEvent.Contained;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEvent.Ended;
import io.legate.task.TaskEvent.Escalated;
import io.legate.task.TaskEvent.EscalationAnswered;
import io.legate.task.TaskEvent.ExchangeRefused;
import io.legate.task.TaskEvent.HopIssued;
import io.legate.task.TaskEvent.HopRevoked;
import io.legate.task.TaskEvent.InstanceIssued;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEvent.Resumed;
import io.legate.task.TaskEvent.Settled;
import io.legate.task.TaskEvent.Suspended;
import io.legate.task.TaskEvent.TaskHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/// A task as of one event of its stream: the fold of everything that happened.
///
/// Immutable, so that any thread may read it while the next decision is being made.
///
/// @param header what was fixed at the opening; null before it
/// @param root the root hop; null before the opening
/// @param bars who may get no new hop below which hop
/// @param labels what the task has touched
/// @param instances token instances that have not expired, by the hash of their signing input
/// @param memory what tells repetition: spent proofs, operations, redeemed statements
/// @param charges what limits have counted, and what is reserved
/// @param breakers what circuit breakers have counted, and which have tripped
/// @param history what was done, as policy may ask about it
/// @param sightings the values that it has met
/// @param approvals what people were asked, and what they answered
public record TaskState(
    TaskStatus status,
    @Nullable TaskHeader header,
    @Nullable HopId root,
    PMap<HopId, Hop> hops,
    PSet<Bar> bars,
    PSet<String> labels,
    Remembered<String, Instance> instances,
    Memory memory,
    Charges charges,
    Breakers breakers,
    History history,
    Sightings sightings,
    Approvals approvals) {

  /// The state before the first event.
  public static final TaskState EMPTY =
      new TaskState(
          TaskStatus.NONE,
          null,
          null,
          HashTreePMap.empty(),
          HashTreePSet.empty(),
          HashTreePSet.empty(),
          Remembered.empty(),
          Memory.EMPTY,
          Charges.NONE,
          Breakers.NONE,
          History.NONE,
          Sightings.NONE,
          Approvals.NONE);

  /// The state of a task whose records have lost their bodies: it has ended, and nobody knows more.
  public static final TaskState GONE = EMPTY.withStatus(TaskStatus.REVOKED);

  /// Returns whether the task's records have lost their bodies.
  public boolean isGone() {
    return status == TaskStatus.REVOKED && header == null;
  }

  /// Who suspends a task that spent more than was reserved. Only an operator lifts it.
  public static final ClientId OVERRUN = new ClientId("legate:overrun");

  /// What is fixed at the opening.
  ///
  /// @throws IllegalStateException before the first event
  public TaskHeader requireHeader() {
    if (header == null) {
      throw new IllegalStateException("the task has not begun");
    }
    return header;
  }

  /// Returns the state after `event`, entry `seq` of the stream, committed with the time `at`.
  ///
  /// @param op the operation it answers, null if none
  public TaskState apply(TaskEvent event, long seq, Instant at, @Nullable String op) {
    return withSightings(sightings.after(event, seq)).changed(event, seq, at, op);
  }

  private TaskState changed(TaskEvent event, long seq, Instant at, @Nullable String op) {
    return switch (event) {
      case Opened opened ->
          opened(opened, at)
              .answered(opened.header().opener(), op, new Operation(seq, opened.request()), at);
      case HopIssued(var hop, var instance, var consent, _) ->
          withHop(hop).withInstance(instance, at).consented(hop, consent, at);
      case InstanceIssued(var instance, var confirms, _) -> issued(instance, confirms, at);
      case ExchangeRefused _ -> this;
      case Decided(var decision) ->
          decided(decision, seq, at)
              .answered(
                  require(decision.hop()).client(), op, new Operation(seq, decision.digest()), at);
      case Settled settled ->
          settled(settled, at).answered(settled.by(), op, new Operation(seq, digest(settled)), at);
      case Contained(var hop, var removals, var by, _) ->
          withHop(require(hop).withRemovals(removals))
              .answered(by, op, new Operation(seq, digest(removals)), at);
      case HopRevoked revoked ->
          revoked(revoked).answered(revoked.by(), op, new Operation(seq, "revoke"), at);
      case Suspended(var hop, var by, _) ->
          withHop(require(hop).withSuspendedBy(by))
              .answered(by, op, new Operation(seq, "suspend"), at);
      case Resumed resumed ->
          resumed(resumed)
              .answered(resumed.by(), op, new Operation(seq, lifting(resumed.lifted())), at);
      case Ended(var how, var by, _, _) ->
          withStatus(how).answered(by, op, new Operation(seq, "end"), at);
      case BreakerTripped(var breaker, var client, var effect) ->
          withBreakers(breakers.tripped(new Breakers.Tripped(breaker, client, effect)));
      case Escalated(var decision, var ask) -> withApprovals(approvals.asked(decision, ask, at));
      case EscalationAnswered answered ->
          answered(answered)
              .answered(answered.answer().by(), op, new Operation(seq, answered.hash()), at);
      case ApprovalSpent(var decision, var escalations) ->
          withApprovals(approvals.spent(escalations, decision));
    };
  }

  /// Returns the hop and every ancestor of it, the root last; empty if there is no such hop.
  public List<Hop> chain(HopId leaf) {
    var chain = new ArrayList<Hop>();
    for (Hop hop = hops.get(leaf); hop != null; hop = parent(hop)) {
      chain.add(hop);
    }
    return chain;
  }

  /// Returns whether `hop` is `ancestor` or lies below it.
  public boolean isWithin(HopId hop, HopId ancestor) {
    return chain(hop).stream().anyMatch(each -> each.id().equals(ancestor));
  }

  /// Returns whether a client or a key may get no new hop below `parent`.
  public boolean isBarred(ClientId client, Thumbprint key, HopId parent) {
    return bars.stream()
        .filter(bar -> bar.client().equals(client) || bar.key().equals(key))
        .anyMatch(bar -> isWithin(parent, bar.below()));
  }

  /// Returns whether everything in the task needs a person's approval, whatever its permissions
  /// say, because a circuit breaker has tripped.
  public boolean escalatesEverything() {
    return breakers.escalatesEverything();
  }

  /// What a settlement is compared by when it comes again.
  public static String digest(Settled settled) {
    var learned = settled.learned();
    return digest(settled.decision(), settled.actual(), learned == null ? null : learned.digest());
  }

  /// The same before it is known what the task keeps of what was disclosed.
  ///
  /// @param disclosed digest of what was, null for nothing
  public static String digest(long decision, @Nullable Actual actual, @Nullable String disclosed) {
    return decision
        + " "
        + (actual == null ? "unknown" : actual.toJson())
        + (disclosed == null ? "" : " " + disclosed);
  }

  /// What a containment is compared by when it comes again.
  public static String digest(List<Removal> removals) {
    return "contain " + Sha256.base64Url(Jcs.text(HopJson.removals(removals)));
  }

  /// What a resumption is compared by when it comes again.
  public static String lifting(List<ClientId> lifted) {
    var clients = Json.Arr.ofStrings(lifted.stream().map(ClientId::value).toList());
    return "resume " + Sha256.base64Url(Jcs.text(clients));
  }

  private @Nullable Hop parent(Hop hop) {
    return hop.parent() == null ? null : hops.get(hop.parent());
  }

  private Hop require(HopId id) {
    return Objects.requireNonNull(hops.get(id), "an event names a hop that was issued before it");
  }

  private TaskState opened(Opened opened, Instant at) {
    Hop hop = opened.root();
    return new TaskState(
            TaskStatus.OPEN,
            opened.header(),
            hop.id(),
            hops.plus(hop.id(), hop),
            bars,
            labels.plusAll(opened.labels()),
            instances,
            memory,
            charges,
            breakers,
            history,
            sightings,
            approvals)
        .withInstance(opened.instance(), at);
  }

  private TaskState consented(Hop hop, Consent consent, Instant at) {
    return switch (consent) {
      case Consent.ByStatement(_, var hash, var until) ->
          withMemory(memory.withStatement(hash, hop.id(), until, at));
      case Consent.ByPush _ -> this;
      case Consent.ByAddress(var hash) -> spent(hash, at);
    };
  }

  private TaskState spent(String hash, Instant at) {
    Instance instance = instances.get(hash, at);
    return instance == null ? this : withInstance(instance.withSpent(), at);
  }

  private TaskState issued(Instance instance, boolean confirms, Instant at) {
    var after = withInstance(instance, at);
    return confirms ? after.withHop(require(instance.hop()).withConfirmed()) : after;
  }

  private TaskState decided(Decision decision, long seq, Instant at) {
    var proofs = decision.proofKey() == null ? memory : memory.withProof(decision.proofKey(), at);
    boolean counts = decision.outcome().equals(Decision.ALLOW) && !decision.dryRun();
    return new TaskState(
        status,
        header,
        root,
        hops,
        bars,
        labels.plusAll(decision.labels()),
        instances,
        proofs,
        counts ? charges.reserve(seq, decision, at) : charges,
        after(decision, at),
        counts ? history.plus(decision.use(), decision.hop(), at) : history,
        sightings,
        approvals.labelled(decision.labels()));
  }

  private Breakers after(Decision decision, Instant at) {
    return decision.countsAgainstAgent()
        ? breakers.denied(require(decision.hop()).client(), at)
        : breakers;
  }

  private TaskState settled(Settled settled, Instant at) {
    var open = charges.unsettled(settled.decision(), at);
    var actual = settled.actual();
    var after = charges.settle(settled, at);
    var done =
        open == null || actual == null
            ? history
            : history.settled(open.deed(), open.hop(), open.reservation().at(), actual);
    var state =
        new TaskState(
            status,
            header,
            root,
            hops,
            bars,
            labels,
            instances,
            memory,
            after.charges(),
            breakers,
            done,
            sightings,
            approvals);
    return after.overruns().isEmpty() || root == null
        ? state
        : state.withHop(require(root).withSuspendedBy(OVERRUN));
  }

  private TaskState revoked(HopRevoked revoked) {
    Hop hop = require(revoked.hop());
    var bar = new Bar(revoked.below(), hop.client(), hop.key().thumbprint());
    return withHop(hop.withRevoked()).withBars(bars.plus(bar));
  }

  private TaskState resumed(Resumed resumed) {
    var rest = bars;
    for (Bar bar : bars) {
      if (resumed.lifted().contains(bar.client())
          && (resumed.all() || bar.below().equals(resumed.below()))) {
        rest = rest.minus(bar);
      }
    }
    Hop hop = require(resumed.hop());
    return withHop(hop.withResumedBy(resumed.by(), resumed.all()))
        .withBars(rest)
        .withBreakers(resumed.all() ? breakers.resumed(hop) : breakers);
  }

  /// @param sharer the client whose share of the memory the request takes: whoever called, or for a
  ///   decision the agent whose action it is about
  private TaskState answered(
      ClientId sharer, @Nullable String op, Operation operation, Instant at) {
    return op == null ? this : withMemory(memory.withOperation(sharer, op, operation, at));
  }

  private TaskState withStatus(TaskStatus status) {
    return new TaskState(
        status, header, root, hops, bars, labels, instances, memory, charges, breakers, history,
        sightings, approvals);
  }

  private TaskState withHop(Hop hop) {
    var more = hops.plus(hop.id(), hop);
    return new TaskState(
        status, header, root, more, bars, labels, instances, memory, charges, breakers, history,
        sightings, approvals);
  }

  private TaskState withBars(PSet<Bar> bars) {
    return new TaskState(
        status, header, root, hops, bars, labels, instances, memory, charges, breakers, history,
        sightings, approvals);
  }

  private TaskState withInstance(Instance instance, Instant at) {
    var more = instances.with(instance.hash(), instance, instance.expiresAt(), at);
    return new TaskState(
        status, header, root, hops, bars, labels, more, memory, charges, breakers, history,
        sightings, approvals);
  }

  private TaskState withBreakers(Breakers breakers) {
    return new TaskState(
        status, header, root, hops, bars, labels, instances, memory, charges, breakers, history,
        sightings, approvals);
  }

  /// Returns the state with other sightings: those that a snapshot left to the events, or under the
  /// key that stands beside the first of them.
  @SuppressWarnings("ReferenceEquality") // the very same, which need not be put in again
  public TaskState withSightings(Sightings sightings) {
    return new TaskState(
        status, header, root, hops, bars, labels, instances, memory, charges, breakers, history,
        sightings, approvals);
  }

  private TaskState withMemory(Memory memory) {
    return new TaskState(
        status, header, root, hops, bars, labels, instances, memory, charges, breakers, history,
        sightings, approvals);
  }

  /// An approval that is complete lifts labels for the whole task.
  private TaskState answered(EscalationAnswered answered) {
    var after = approvals.answered(answered.escalation(), answered.answer());
    var escalation = Objects.requireNonNull(after.get(answered.escalation()));
    var kept = labels.minusAll(escalation.lifted());
    return new TaskState(
        status, header, root, hops, bars, kept, instances, memory, charges, breakers, history,
        sightings, after);
  }

  private TaskState withApprovals(Approvals approvals) {
    return new TaskState(
        status, header, root, hops, bars, labels, instances, memory, charges, breakers, history,
        sightings, approvals);
  }
}
