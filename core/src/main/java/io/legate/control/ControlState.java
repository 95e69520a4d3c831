package io.legate.control;

import io.legate.control.ControlEvent.ApproverKey;
import io.legate.control.ControlEvent.ApproverKeysRegistered;
import io.legate.control.ControlEvent.ClientRestored;
import io.legate.control.ControlEvent.ClientRevoked;
import io.legate.control.ControlEvent.ClientSuspended;
import io.legate.control.ControlEvent.KeyRevoked;
import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.control.ControlEvent.ListChanged;
import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.control.ControlEvent.NodeKeyAnnounced;
import io.legate.control.ControlEvent.NodeKeyRetired;
import io.legate.control.ControlEvent.NodeKeyWithdrawn;
import io.legate.control.ControlEvent.OfKeeping;
import io.legate.control.ControlEvent.PolicyPublished;
import io.legate.control.ControlEvent.SignalSet;
import io.legate.control.ControlEvent.SubjectErased;
import io.legate.control.ControlEvent.TrustMoved;
import io.legate.crypto.Thumbprint;
import io.legate.fold.Remembered;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/// The control state as of one event of the control stream.
///
/// @param revokedKeys thumbprints that hold nothing any more
/// @param standings of clients that are, or were, revoked or suspended
/// @param nodeKeys what tokens may be signed with, and what they may not be any more
/// @param policy the one in force, null before the first is published
/// @param facts lists, signals, trust scores and carried labels
/// @param approverKeys since when each key that an approver has registered is known
/// @param logKeys what each node signs its log with, by its number
/// @param operations answered requests, by the digest of caller, method and request id
/// @param keeping what is under a hold, and what was erased
public record ControlState(
    PSet<Thumbprint> revokedKeys,
    PMap<ClientId, Standing> standings,
    NodeKeys nodeKeys,
    @Nullable PublishedPolicy policy,
    LiveFacts facts,
    PMap<ApproverKey, Instant> approverKeys,
    PMap<Integer, LogKeysAnnounced> logKeys,
    Remembered<String, Operation> operations,
    Keeping keeping) {

  /// How far a broker's clock may be from its ledger's: every ledger refuses a writer whose clock
  /// is further from it.
  public static final Duration CLOCK_SKEW_MAX = Duration.ofSeconds(2);

  /// How far the clocks of two brokers on one ledger may be apart, one ahead and one behind. So far
  /// after a revocation, by the clock of whoever committed it, may be the time that something says
  /// it was issued at that was issued before it.
  private static final Duration CLOCKS_APART_MAX = CLOCK_SKEW_MAX.multipliedBy(2);

  /// Nothing revoked, nothing announced.
  public static final ControlState EMPTY =
      new ControlState(
          HashTreePSet.empty(),
          HashTreePMap.empty(),
          NodeKeys.NONE,
          null,
          LiveFacts.NONE,
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          Remembered.empty(),
          Keeping.NONE);

  /// How a client stands that did not always stand well.
  ///
  /// @param revoked whether nothing may be issued to it
  /// @param suspended whether it is halted
  /// @param heldUntil what it was issued up to this instant is worth nothing: that of the newest
  ///   revocation, and as much longer as clocks may be apart; null if never revoked. While it is
  ///   revoked it is issued nothing. If it is restored sooner, what it is issued in the rest of
  ///   that time is worth nothing too: it cannot be told from what is older.
  public record Standing(boolean revoked, boolean suspended, @Nullable Instant heldUntil) {}

  /// An answered request.
  ///
  /// @param seq the event that answers it
  /// @param version of the list that it changed; 0 where it changed none
  /// @param digest of what was asked
  public record Operation(long seq, long version, String digest) {}

  /// Returns the state after `event`, entry `seq` of the control stream, committed with the time
  /// `at`.
  ///
  /// @param op the request it answers, null for none
  public ControlState apply(ControlEvent event, long seq, Instant at, @Nullable String op) {
    ControlState after =
        event instanceof OfKeeping about ? withKeeping(about, seq, at) : apply(event, at);
    return op == null ? after : after.answered(op, event, seq, at);
  }

  /// Returns the state after entry `seq`, which has lost its body. It counts as if it had never
  /// been; [Keeping#missing] says so until a later entry has told why.
  public ControlState withoutBody(long seq) {
    return withKeeping(keeping.withMissing(seq));
  }

  private ControlState withKeeping(OfKeeping event, long seq, Instant at) {
    ControlState after = withKeeping(keeping.with(event, seq, at));
    return event instanceof SubjectErased erased && erased.task() == null && erased.key() != null
        ? after.withFacts(facts.without(erased.key(), erased.subject()))
        : after;
  }

  private ControlState withKeeping(Keeping keeping) {
    return new ControlState(
        revokedKeys,
        standings,
        nodeKeys,
        policy,
        facts,
        approverKeys,
        logKeys,
        operations,
        keeping);
  }

  /// Returns the state after `event`, which answers no request and is not about records.
  public ControlState apply(ControlEvent event, Instant at) {
    return switch (event) {
      case KeyRevoked(var key, _, _) -> withRevokedKeys(revokedKeys.plus(key));
      case ClientRevoked(var client, _, _) -> with(client, revoked(standing(client).suspended, at));
      case ClientSuspended(var client, _, _) ->
          with(client, new Standing(standing(client).revoked, true, standing(client).heldUntil));
      case ClientRestored(var client, _, _) ->
          with(client, new Standing(false, false, standing(client).heldUntil));
      case NodeKeyAnnounced(var node, var key) -> withNodeKeys(nodeKeys.announced(node, key, at));
      case NodeKeyRetired(_, var key) -> withNodeKeys(nodeKeys.retired(key, at));
      case NodeKeyWithdrawn(var key, _, _) -> withNodeKeys(nodeKeys.withdrawn(key));
      case PolicyPublished(var published, _) ->
          new ControlState(
              revokedKeys,
              standings,
              nodeKeys,
              published,
              facts,
              approverKeys,
              logKeys,
              operations,
              keeping);
      case ListChanged change -> withFacts(facts.with(change));
      case SignalSet set -> withFacts(facts.with(set, at));
      case TrustMoved moved -> withFacts(facts.with(moved));
      case LabelsCarried carried -> withFacts(facts.with(carried, at));
      case ApproverKeysRegistered(var keys) -> registered(keys, at);
      case LogKeysAnnounced announced -> withLogKeys(announced);
      case OfKeeping _ -> throw new IllegalArgumentException("it counts by its number");
    };
  }

  /// Returns whether a client may be issued anything, call, or act, right now.
  public boolean isInForce(ClientId client) {
    Standing standing = standing(client);
    return !standing.revoked && !standing.suspended;
  }

  /// Returns whether a client is halted until it is restored.
  public boolean isSuspended(ClientId client) {
    return standing(client).suspended;
  }

  /// Returns whether what `client` was issued at `issuedAt` under `key` has ended for good, as far
  /// as control goes.
  public boolean isRevoked(ClientId client, Thumbprint key, Instant issuedAt) {
    Standing standing = standing(client);
    return (!revokedKeys.isEmpty() && revokedKeys.contains(key))
        || standing.revoked
        || (standing.heldUntil != null && !issuedAt.isAfter(standing.heldUntil));
  }

  /// Returns whether what `client` was issued at `issuedAt` under `key` still stands, as far as
  /// control goes.
  public boolean stands(ClientId client, Thumbprint key, Instant issuedAt) {
    return !isRevoked(client, key, issuedAt) && !isSuspended(client);
  }

  /// Returns about how many bytes of memory this takes.
  public int weight() {
    long entries = 1L + revokedKeys.size() + standings.size() + operations.sizeAtMost();
    long bundle = policy == null ? 0 : POLICY_BYTES;
    return (int) Math.min(Integer.MAX_VALUE, facts.weight() + entries * ENTRY_BYTES + bundle);
  }

  private static final int ENTRY_BYTES = 192;

  /// What a bundle takes, or more; large ones are rare, and measuring them costs more than it
  /// saves.
  private static final int POLICY_BYTES = 256 * 1024;

  private static final Standing GOOD = new Standing(false, false, null);

  private Standing standing(ClientId client) {
    // Most often nobody was ever revoked, and every decision asks about a whole chain.
    return standings.isEmpty() ? GOOD : standings.getOrDefault(client, GOOD);
  }

  private static Standing revoked(boolean suspended, Instant at) {
    return new Standing(true, suspended, at.plus(CLOCKS_APART_MAX));
  }

  private ControlState registered(List<ApproverKey> keys, Instant at) {
    var known = HashTreePMap.<ApproverKey, Instant>empty();
    for (ApproverKey key : keys) {
      known = known.plus(key, approverKeys.getOrDefault(key, at));
    }
    return new ControlState(
        revokedKeys, standings, nodeKeys, policy, facts, known, logKeys, operations, keeping);
  }

  private ControlState with(ClientId client, Standing standing) {
    return new ControlState(
        revokedKeys,
        standings.plus(client, standing),
        nodeKeys,
        policy,
        facts,
        approverKeys,
        logKeys,
        operations,
        keeping);
  }

  private ControlState withNodeKeys(NodeKeys keys) {
    return new ControlState(
        revokedKeys, standings, keys, policy, facts, approverKeys, logKeys, operations, keeping);
  }

  private ControlState withLogKeys(LogKeysAnnounced announced) {
    var keys = logKeys.plus(announced.node(), announced);
    return new ControlState(
        revokedKeys, standings, nodeKeys, policy, facts, approverKeys, keys, operations, keeping);
  }

  private ControlState withRevokedKeys(PSet<Thumbprint> keys) {
    return new ControlState(
        keys, standings, nodeKeys, policy, facts, approverKeys, logKeys, operations, keeping);
  }

  private ControlState withFacts(LiveFacts facts) {
    return new ControlState(
        revokedKeys,
        standings,
        nodeKeys,
        policy,
        facts,
        approverKeys,
        logKeys,
        operations,
        keeping);
  }

  private ControlState answered(String op, ControlEvent event, long seq, Instant at) {
    long version = event instanceof ListChanged change ? change.version() : 0;
    var operation = new Operation(seq, version, ControlEventJson.digest(event));
    var more = operations.with(op, operation, at.plus(RequestId.KEPT), at);
    return new ControlState(
        revokedKeys, standings, nodeKeys, policy, facts, approverKeys, logKeys, more, keeping);
  }
}
