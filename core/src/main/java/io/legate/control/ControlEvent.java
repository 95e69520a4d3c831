package io.legate.control;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
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
  record LogKeysAnnounced(int node, String origin, List<String> keys) implements ControlEvent {
    public LogKeysAnnounced {
      keys = List.copyOf(keys);
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
}
