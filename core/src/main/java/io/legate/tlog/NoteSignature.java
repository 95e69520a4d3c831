package io.legate.tlog;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One line under a note. It may be of a key that nobody here has heard of.
///
/// The array is not copied and must not change.
///
/// @param name of the key, as [NoteKey] has it
/// @param keyId tells keys of one name apart; proves nothing
/// @param signature what follows the id; its form is the key's own
public record NoteSignature(String name, int keyId, byte[] signature) {

  private static final String BEGIN = "\u2014 ";

  public NoteSignature {
    NoteKey.requireName(name);
    if (signature.length == 0) {
      throw new IllegalArgumentException("a signature has bytes");
    }
  }

  /// Returns the line without its end.
  String line() {
    byte[] bytes =
        ByteBuffer.allocate(Integer.BYTES + signature.length).putInt(keyId).put(signature).array();
    return BEGIN + name + " " + Base64Text.encode(bytes);
  }

  /// Returns null where the line is not one that [#line] writes.
  static @Nullable NoteSignature parse(String line) {
    int space = line.indexOf(' ', BEGIN.length());
    if (!line.startsWith(BEGIN) || space < 0) {
      return null;
    }
    String name = line.substring(BEGIN.length(), space);
    byte[] bytes = Base64Text.decode(line.substring(space + 1));
    if (!NoteKey.isName(name) || bytes == null || bytes.length <= Integer.BYTES) {
      return null;
    }
    var buffer = ByteBuffer.wrap(bytes);
    int keyId = buffer.getInt();
    var signature = new byte[buffer.remaining()];
    buffer.get(signature);
    return new NoteSignature(name, keyId, signature);
  }

  /// Whether it is the same line.
  boolean isLike(NoteSignature other) {
    return line().equals(other.line());
  }

  /// Whether it says to be of this key.
  public boolean isOf(NoteKey key) {
    return key.id() == keyId && key.name().equals(name);
  }
}
