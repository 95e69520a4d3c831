package io.legate.audit;

import io.legate.audit.LogExamination.Announced;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.KeySuccession;
import io.legate.tlog.NoteKey;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which keys are believed for a log, from one announcement of keys to the next.
///
/// Belief begins with what is pinned, or without that with what the log announces first, and goes
/// on to other keys only where those before have vouched for them. From an announcement on the keys
/// before it are believed no more. Keys that the log never announces, such as witnesses', are
/// believed throughout.
final class KeyTrust {

  private final List<NoteKey> pinned;

  /// By the leaf of the announcement: what is believed for every larger tree.
  private final TreeMap<Long, List<NoteKey>> steps = new TreeMap<>();

  private final List<NoteKey> foreign = new ArrayList<>();
  private @Nullable Finding finding;

  private KeyTrust(List<NoteKey> pinned) {
    this.pinned = pinned;
  }

  /// @param pinned the keys that are trusted, whatever is announced; none for what is announced
  ///   first
  static KeyTrust of(List<Announced> announced, List<NoteKey> pinned) {
    var trust = new KeyTrust(List.copyOf(pinned));
    trust.foreign.addAll(pinned);
    for (Announced each : announced) {
      trust.foreign.removeIf(key -> key.name().equals(each.keys().origin()));
    }
    List<NoteKey> believed = List.of();
    for (Announced each : announced) {
      believed = trust.after(each, believed);
      trust.steps.put(each.leaf(), believed);
    }
    return trust;
  }

  private List<NoteKey> after(Announced announced, List<NoteKey> believed) {
    List<NoteKey> named = named(announced);
    if (pinned.isEmpty() && steps.isEmpty()) {
      return named;
    }
    var kept = new ArrayList<>(named);
    // Those that are announced again need nobody to vouch for them.
    kept.removeIf(key -> !pinned.contains(key) && !believed.contains(key));
    var followed =
        KeySuccession.follow(
            announced.keys().origin(), named, announced.keys().vouched(), believed);
    for (NoteKey key : followed) {
      if (!kept.contains(key)) {
        kept.add(key);
      }
    }
    if (kept.isEmpty() && !believed.isEmpty()) {
      found(
          Finding.at(
              announced.leaf(),
              Lie.WRONG_KEY,
              "the log's keys change here, and those before do not vouch for it"));
    }
    return kept;
  }

  private List<NoteKey> named(Announced announced) {
    var named = new ArrayList<NoteKey>();
    for (String key : announced.keys().keys()) {
      try {
        named.add(NoteKey.parse(key));
      } catch (InvalidEvidenceException e) {
        found(Finding.at(announced.leaf(), Lie.CHANGED, "it announces what is no key"));
      }
    }
    return named;
  }

  private void found(Finding what) {
    finding = finding == null ? what : finding;
  }

  /// Returns what is believed for a tree of this size.
  List<NoteKey> at(long size) {
    var step = steps.lowerEntry(size);
    if (step == null) {
      return pinned;
    }
    var all = new ArrayList<>(step.getValue());
    all.addAll(foreign);
    return all;
  }

  /// Returns the first change of keys that cannot be followed, or null.
  @Nullable Finding finding() {
    return finding;
  }
}
