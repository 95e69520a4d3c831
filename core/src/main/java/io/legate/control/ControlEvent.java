package io.legate.control;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One change of the control state.
public sealed interface ControlEvent {

  /// Everything the key holds ends, for good.
  record KeyRevoked(Thumbprint key, ClientId by, String reason) implements ControlEvent {}

  /// Everything the client holds ends, and nothing new is issued to it until it is restored.
  record ClientRevoked(ClientId client, ClientId by, String reason) implements ControlEvent {}

  /// The client is halted until it is restored; what it holds goes on afterwards.
  record ClientSuspended(ClientId client, ClientId by, String reason) implements ControlEvent {}

  /// The client may act again. What was revoked stays revoked.
  record ClientRestored(ClientId client, ClientId by, String reason) implements ControlEvent {}

  /// A node will sign tokens with this key from now on.
  record NodeKeyAnnounced(int node, VerificationKey key) implements ControlEvent {}

  /// The node signs tokens with another key from now on. Those that this one signed are good for as
  /// long as they last.
  record NodeKeyRetired(int node, Thumbprint key) implements ControlEvent {}

  /// Tokens signed with this key are not accepted any more, whoever announces it again.
  record NodeKeyWithdrawn(Thumbprint key, ClientId by, String reason) implements ControlEvent {}

  /// A node's log is signed with these keys from now on, and with no others.
  ///
  /// @param origin what the log is called in its checkpoints
  /// @param keys as notes write them
  /// @param witness what the node cosigns other nodes' checkpoints with; null where it does not
  /// @param vouched the note by which the keys before vouch for these; null for a node's first, and
  ///   where they cannot
  record LogKeysAnnounced(
      int node,
      String origin,
      List<String> keys,
      @Nullable String witness,
      @Nullable String vouched)
      implements ControlEvent {
    public LogKeysAnnounced {
      keys = List.copyOf(keys);
    }

    /// Whether it announces the same, whoever vouches for it.
    public boolean isLike(LogKeysAnnounced other) {
      return node == other.node
          && origin.equals(other.origin)
          && keys.equals(other.keys)
          && Objects.equals(witness, other.witness);
    }
  }

  /// Another policy is in force from now on, for live tasks too.
  ///
  /// @param by the operator; null where the node did it, from its configuration or folder
  record PolicyPublished(PublishedPolicy policy, @Nullable ClientId by) implements ControlEvent {}

  /// A list that policy can ask about was changed, or begun.
  ///
  /// @param version of the list from now on, one more than before
  /// @param added entries, none of them removed too
  record ListChanged(
      String list,
      long version,
      List<String> added,
      List<String> removed,
      ClientId by,
      String reason)
      implements ControlEvent {
    public ListChanged {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }
  }

  /// A signal has another value, until it expires or is set again.
  record SignalSet(Signal.Key key, Signal signal) implements ControlEvent {}

  /// Trust scores have moved by outcomes since the last such event.
  ///
  /// @param scores what they are from now on
  record TrustMoved(SortedMap<ClientId, BigDecimal> scores) implements ControlEvent {
    public TrustMoved {
      scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
    }
  }

  /// A task of `opener` for `subject` is about to get these labels, and the next ones begin with
  /// them until `until`.
  ///
  /// @param labels sorted
  record LabelsCarried(ClientId opener, String subject, List<String> labels, Instant until)
      implements ControlEvent {
    public LabelsCarried {
      labels = List.copyOf(labels);
    }

    /// Returns one key for each label.
    Stream<CarriedLabels.Key> keys() {
      return labels.stream().map(label -> new CarriedLabels.Key(opener, subject, label));
    }
  }

  /// The keys that approvers have registered, from now on. One that was registered before stays as
  /// old as it was; one that is not named any more is forgotten.
  record ApproverKeysRegistered(List<ApproverKey> keys) implements ControlEvent {
    public ApproverKeysRegistered {
      keys = List.copyOf(keys);
    }
  }

  /// A key that an approver has registered.
  record ApproverKey(ClientId client, Thumbprint key) {}

  /// Something about the records themselves: see [Keeping].
  sealed interface OfKeeping extends ControlEvent {}

  /// What is under this is neither erased nor removed by retention, until it is released.
  ///
  /// @param task null where all tasks of a subject are held
  /// @param subject its mark, null where one task is held
  /// @param key that the mark was made under. It stands beside the event and not in it; null where
  ///   it was erased, and where there is no mark
  record HoldSet(
      @Nullable TaskId task,
      @Nullable String subject,
      @Nullable SubjectKey key,
      ClientId by,
      String reason)
      implements OfKeeping {
    public HoldSet {
      if ((task == null) == (subject == null)) {
        throw new IllegalArgumentException("either a task is held or a subject");
      }
    }
  }

  /// A hold has ended.
  ///
  /// @param hold number of the event that set it
  record HoldReleased(long hold, ClientId by, String reason) implements OfKeeping {}

  /// All that was on record of a subject, or of one of its tasks, has been erased; what control
  /// knew of it is forgotten with this, and its events there lose their bodies after it.
  ///
  /// @param subject its mark
  /// @param key as [HoldSet]'s
  /// @param task null where all of the subject was erased
  /// @param tasks how many
  /// @param records how many of them lost their bodies
  /// @param control numbers of the control events that lose theirs
  /// @param elsewhere how many records of others still hold the subject's name
  record SubjectErased(
      String subject,
      @Nullable SubjectKey key,
      @Nullable TaskId task,
      long tasks,
      long records,
      List<Long> control,
      long elsewhere,
      ClientId by,
      String reason)
      implements OfKeeping {
    public SubjectErased {
      control = List.copyOf(control);
    }
  }

  /// Returns `event` with the key that stands beside it.
  static ControlEvent withKey(ControlEvent event, SubjectKey key) {
    if (event instanceof HoldSet held && held.subject != null) {
      return new HoldSet(null, held.subject, key, held.by, held.reason);
    }
    return event instanceof SubjectErased erased
        ? new SubjectErased(
            erased.subject,
            key,
            erased.task,
            erased.tasks,
            erased.records,
            erased.control,
            erased.elsewhere,
            erased.by,
            erased.reason)
        : event;
  }
}
