package io.legate.revoke;

import io.legate.boundary.Fault;
import io.legate.boundary.NormalForm;
import io.legate.caller.Caller;
import io.legate.control.ControlEvent.ListChanged;
import io.legate.control.ControlEventJson;
import io.legate.control.ControlState;
import io.legate.control.NamedList;
import io.legate.identity.ClientKind;
import io.legate.identity.RequestId;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.ControlOperations;
import io.legate.stream.Drafts;
import io.legate.stream.Operation;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Changes the lists that policy can ask about, such as block lists. Operators only.
///
/// Once a change is acknowledged, no decision is recorded that did not see it.
public final class Lists {

  /// The most entries of one change, added and removed together.
  public static final int CHANGE_MAX = 1_000;

  /// The most entries of a list.
  public static final int ENTRIES_MAX = 100_000;

  /// The longest entry, in UTF-16 code units.
  public static final int ENTRY_CHARS_MAX = 256;

  /// The most lists.
  public static final int LISTS_MAX = 256;

  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private final ControlTurns turns;

  public Lists(ControlTurns turns) {
    this.turns = turns;
  }

  /// What is to be changed. An entry that is there already may be added, and one that is not may be
  /// removed: a change says how things are to be. Without entries it only makes sure that the list
  /// exists.
  public record Change(
      RequestId request,
      String list,
      Collection<String> add,
      Collection<String> remove,
      String reason) {}

  /// What came of it.
  ///
  /// @param seq the control sequence number from which on it holds
  /// @param version of the list
  public record Changed(long seq, long version) {}

  /// Changes a list; one that does not exist is begun.
  public Changed update(Caller caller, Change change) throws RefusedException {
    caller.require(ClientKind.OPERATOR);
    caller.require("admin");
    var asked = asked(caller, change);
    var operation = Operation.of(caller.id(), "UpdateList", "", change.request);
    return turns.change(caller, turn -> decide(turn, caller, asked, operation));
  }

  private static Changed decide(
      Turn<ControlState, ControlState> turn, Caller caller, ListChanged asked, Operation operation)
      throws RefusedException {
    ControlChanges.requireInForce(turn, caller);
    var earlier = ControlOperations.earlier(turn, operation, ControlEventJson.digest(asked));
    if (earlier != null) {
      return new Changed(earlier.seq(), earlier.version());
    }
    if (!ControlOperations.hasRoom(turn)) {
      throw new RefusedException(
          Code.TOO_MANY_REQUESTS, "there were too many changes within the hour");
    }
    requireRoom(turn.state(), asked);
    NamedList before = turn.state().facts().list(asked.list());
    var event =
        new ListChanged(
            asked.list(),
            before == null ? 1 : before.version() + 1,
            asked.added(),
            asked.removed(),
            asked.by(),
            asked.reason());
    long seq = turn.nextSeq();
    turn.append(Drafts.of(event, operation, caller.once()));
    return new Changed(seq, event.version());
  }

  private static void requireRoom(ControlState state, ListChanged asked) throws RefusedException {
    NamedList before = state.facts().list(asked.list());
    if (before == null) {
      if (state.facts().lists().size() >= LISTS_MAX) {
        throw new RefusedException(
            Code.TOO_MANY_REQUESTS, "there are " + LISTS_MAX + " lists already");
      }
      return;
    }
    long after = before.members().size();
    after += asked.added().stream().filter(entry -> !before.members().contains(entry)).count();
    after -= asked.removed().stream().filter(before.members()::contains).count();
    if (after > ENTRIES_MAX && !asked.added().isEmpty()) {
      throw new RefusedException(
          Code.TOO_MANY_REQUESTS, "the list would have more than " + ENTRIES_MAX + " entries");
    }
  }

  /// The change in its one form: sorted, each entry once, still without a version.
  private static ListChanged asked(Caller caller, Change change) throws RefusedException {
    if (!NAME.matcher(change.list).matches()) {
      throw new RefusedException(
          Code.INVALID_REQUEST,
          "`list` must be small letters, digits and `_`, a letter first, at most 64");
    }
    if (change.add.size() + change.remove.size() > CHANGE_MAX) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "a change has at most " + CHANGE_MAX + " entries");
    }
    List<String> add = entries("add", change.add);
    List<String> remove = entries("remove", change.remove);
    for (String entry : remove) {
      if (add.contains(entry)) {
        throw new RefusedException(
            Code.INVALID_REQUEST, "`" + entry + "` is to be added and to be removed");
      }
    }
    String reason = ControlChanges.reason(change.reason);
    return new ListChanged(change.list, 0, add, remove, caller.id(), reason);
  }

  private static List<String> entries(String name, Collection<String> entries)
      throws RefusedException {
    for (String entry : entries) {
      if (entry.isEmpty() || entry.length() > ENTRY_CHARS_MAX) {
        throw new RefusedException(
            Code.INVALID_REQUEST,
            "an entry of `" + name + "` must have 1 to " + ENTRY_CHARS_MAX + " characters");
      }
      Fault fault = NormalForm.line(entry);
      if (fault != null) {
        throw new RefusedException(
            Code.INVALID_REQUEST, "an entry of `" + name + "` " + fault.sentence());
      }
    }
    return List.copyOf(new TreeSet<>(entries));
  }
}
