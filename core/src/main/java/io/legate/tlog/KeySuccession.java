package io.legate.tlog;

import io.legate.merkle.Frontier;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.tlog.NoteKey.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The change of a log's keys, as the keys before vouch for it.
///
/// They sign a checkpoint of the list of the new ones: its origin is the log's with `/keys` behind
/// it, its size how many there are, its root that of RFC 6962 over the vkeys in their order. So it
/// is never taken for a checkpoint of the log, and every kind of key can sign it.
public final class KeySuccession {

  private static final String SUFFIX = "/keys";

  private KeySuccession() {}

  /// Returns what is signed.
  ///
  /// @param origin what the log is called from now on
  /// @param keys as vkeys, at least one
  static Checkpoint checkpoint(String origin, List<String> keys) {
    var leaves =
        keys.stream().map(key -> Rfc6962.leaf(key.getBytes(StandardCharsets.UTF_8))).toList();
    return new Checkpoint(
        origin + SUFFIX, new TreeSize(keys.size()), Frontier.empty().plus(leaves).root());
  }

  /// Returns the note by which the keys before vouch for new ones.
  ///
  /// @param before at least one
  public static String vouch(
      String origin, List<String> keys, List<? extends NoteSigner> before, Instant at) {
    return checkpoint(origin, keys).signedBy(before, at).format();
  }

  /// Returns the keys that follow from trusted ones: of each kind that vouches, the new ones. Empty
  /// where none does, or where what it says is not about these keys.
  ///
  /// @param vouched the note; null where there is none
  public static List<NoteKey> follow(
      String origin, List<NoteKey> keys, @Nullable String vouched, Collection<NoteKey> trusted) {
    if (vouched == null || keys.isEmpty()) {
      return List.of();
    }
    try {
      SignedNote note = SignedNote.parse(vouched);
      var kinds = EnumSet.noneOf(Kind.class);
      note.verify(trusted).forEach(key -> kinds.add(key.kind()));
      var expected = checkpoint(origin, keys.stream().map(NoteKey::text).toList());
      if (!Checkpoint.parse(note.text()).equals(expected)) {
        return List.of();
      }
      var followed = new ArrayList<NoteKey>();
      for (NoteKey key : keys) {
        if (kinds.contains(key.kind())) {
          followed.add(key);
        }
      }
      return List.copyOf(followed);
    } catch (InvalidEvidenceException e) {
      return List.of();
    }
  }
}
