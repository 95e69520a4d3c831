package io.legate.tlog;

import io.legate.merkle.Hash;
import io.legate.merkle.TreeSize;
import io.legate.tlog.InvalidEvidenceException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which hash tile: consecutive hashes of one height of a tree (`tlog-tiles`).
///
/// @param level 0 for leaf hashes; each hash of the next is the root of a full tile of this
/// @param index the tile's place in its level, from 0
/// @param width how many hashes: 1 to [#WIDTH]; fewer than that in a partial tile
public record TileId(int level, long index, int width) {

  /// How many hashes a full tile has.
  public static final int WIDTH = 256;

  /// How many heights of the tree one level spans.
  static final int HEIGHT = 8;

  /// The highest level that a tree of less than 2^63 leaves has.
  public static final int LEVEL_MAX = 7;

  /// What stands before level and index: `tile/`.
  private static final Pattern PATH =
      Pattern.compile("tile/([0-7])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  public TileId {
    if (level < 0 || level > LEVEL_MAX || index < 0 || width < 1 || width > WIDTH) {
      throw new IllegalArgumentException("there is no such tile");
    }
  }

  /// Returns the tile that holds hash number `hash` of a level, as wide as a tree of this size has
  /// it.
  ///
  /// @throws IllegalArgumentException if the tree has no such hash
  public static TileId of(int level, long hash, TreeSize size) {
    long index = hash / WIDTH;
    long width = Math.min(WIDTH, hashes(level, size) - index * WIDTH);
    return new TileId(level, index, Math.toIntExact(Math.max(0, width)));
  }

  /// Returns whether a tree of this size has all of the tile's hashes.
  public boolean isIn(TreeSize size) {
    long all = hashes(level, size);
    return index <= all / WIDTH && index * WIDTH + width <= all;
  }

  private static long hashes(int level, TreeSize size) {
    return size.leaves() >>> (HEIGHT * level);
  }

  /// Returns whether it is complete, and so never changes.
  public boolean isFull() {
    return width == WIDTH;
  }

  /// Returns the path below the log's address, such as `tile/0/x001/234.p/7`.
  public String path() {
    var path = new StringBuilder("tile/").append(level).append('/');
    String digits = Long.toString(index);
    String padded = "0".repeat((3 - digits.length() % 3) % 3) + digits;
    for (int i = 0; i < padded.length(); i += 3) {
      boolean last = i + 3 == padded.length();
      path.append(last ? "" : "x").append(padded, i, i + 3).append(last ? "" : "/");
    }
    return (isFull() ? path : path.append(".p/").append(width)).toString();
  }

  /// Returns the tile of a path, or null where that is not one that [#path] writes.
  public static @Nullable TileId parse(String path) {
    Matcher match = PATH.matcher(path);
    if (!match.matches()) {
      return null;
    }
    String digits = match.group(2).replaceAll("[x/]", "");
    int width = match.group(3) == null ? WIDTH : Integer.parseInt(match.group(3));
    if (width > WIDTH) {
      return null;
    }
    var tile = new TileId(Integer.parseInt(match.group(1)), Long.parseLong(digits), width);
    return tile.path().equals(path) ? tile : null;
  }

  /// Returns the hashes as they are served: one after the other.
  public static byte[] bytes(List<Hash> hashes) {
    var bytes = new byte[hashes.size() * Hash.BYTES];
    for (int i = 0; i < hashes.size(); i++) {
      System.arraycopy(hashes.get(i).bytes(), 0, bytes, i * Hash.BYTES, Hash.BYTES);
    }
    return bytes;
  }

  /// Reads what is served for this tile. This does NOT check that the hashes are the log's.
  ///
  /// @throws InvalidEvidenceException with [Reason#MALFORMED_TILE] if it is of another width
  public List<Hash> read(byte[] bytes) throws InvalidEvidenceException {
    if (bytes.length != width * Hash.BYTES) {
      throw new InvalidEvidenceException(Reason.MALFORMED_TILE);
    }
    var hashes = new ArrayList<Hash>(width);
    for (int i = 0; i < bytes.length; i += Hash.BYTES) {
      hashes.add(Hash.of(Arrays.copyOfRange(bytes, i, i + Hash.BYTES)));
    }
    return hashes;
  }

  @Override
  public String toString() {
    return path();
  }
}
