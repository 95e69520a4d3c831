package io.legate.fold;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One node of a [HashTrie]: at each of 32 places nothing, an entry, or a node for the next five
/// bits of the hash.
///
/// The array holds the entries first, key beside value, in the order of their places, and then the
/// children, likewise. Below the last bits of the hash a node has no places: it is a list of the
/// entries whose keys have one hash.
final class TrieNode {

  static final TrieNode EMPTY = new TrieNode(0, 0, new Object[0]);

  private static final int BITS = 5;
  private static final int HASH_BITS = 32;

  private final int entries;
  private final int children;
  private final Object[] slots;

  private TrieNode(int entries, int children, Object[] slots) {
    this.entries = entries;
    this.children = children;
    this.slots = slots;
  }

  /// The high bits count at every level, as they do not by themselves in short keys.
  static int spread(Object key) {
    int hash = key.hashCode();
    return hash ^ (hash >>> 16);
  }

  private static int place(int hash, int shift) {
    return 1 << ((hash >>> shift) & 31);
  }

  private int entryIndex(int place) {
    return 2 * Integer.bitCount(entries & (place - 1));
  }

  private int childIndex(int place) {
    return 2 * Integer.bitCount(entries) + Integer.bitCount(children & (place - 1));
  }

  private TrieNode child(int place) {
    return (TrieNode) slots[childIndex(place)];
  }

  @Nullable Object get(Object key, int hash, int shift) {
    TrieNode node = this;
    int level = shift;
    while (level < HASH_BITS) {
      int place = place(hash, level);
      if ((node.children & place) == 0) {
        if ((node.entries & place) == 0) {
          return null;
        }
        int index = node.entryIndex(place);
        return node.slots[index].equals(key) ? node.slots[index + 1] : null;
      }
      node = node.child(place);
      level += BITS;
    }
    int index = node.listed(key);
    return index < 0 ? null : node.slots[index + 1];
  }

  private int listed(Object key) {
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  TrieNode plus(Object key, Object value, int hash, int shift) {
    if (shift >= HASH_BITS) {
      int index = listed(key);
      return index < 0
          ? new TrieNode(0, 0, inserted(slots.length, key, value))
          : withValue(index, value);
    }
    int place = place(hash, shift);
    if ((children & place) != 0) {
      TrieNode child = child(place);
      TrieNode after = child.plus(key, value, hash, shift + BITS);
      return after == child ? this : withChild(place, after);
    }
    int index = entryIndex(place);
    if ((entries & place) == 0) {
      return new TrieNode(entries | place, children, inserted(index, key, value));
    }
    if (slots[index].equals(key)) {
      return withValue(index, value);
    }
    TrieNode both =
        EMPTY
            .plus(slots[index], slots[index + 1], spread(slots[index]), shift + BITS)
            .plus(key, value, hash, shift + BITS);
    return entryToChild(place, index, both);
  }

  TrieNode minus(Object key, int hash, int shift) {
    if (shift >= HASH_BITS) {
      int index = listed(key);
      return index < 0 ? this : new TrieNode(0, 0, removed(index));
    }
    int place = place(hash, shift);
    if ((children & place) != 0) {
      TrieNode child = child(place);
      TrieNode after = child.minus(key, hash, shift + BITS);
      if (after == child) {
        return this;
      }
      return after.children == 0 && after.slots.length == 2
          ? childToEntry(place, after.slots[0], after.slots[1])
          : withChild(place, after);
    }
    int index = entryIndex(place);
    return (entries & place) == 0 || !slots[index].equals(key)
        ? this
        : new TrieNode(entries & ~place, children, removed(index));
  }

  @SuppressWarnings("ReferenceEquality") // the very same value changes nothing
  private TrieNode withValue(int index, Object value) {
    if (slots[index + 1] == value) {
      return this;
    }
    Object[] copy = slots.clone();
    copy[index + 1] = value;
    return new TrieNode(entries, children, copy);
  }

  private TrieNode withChild(int place, TrieNode child) {
    Object[] copy = slots.clone();
    copy[childIndex(place)] = child;
    return new TrieNode(entries, children, copy);
  }

  private Object[] inserted(int index, Object key, Object value) {
    Object[] copy = new Object[slots.length + 2];
    System.arraycopy(slots, 0, copy, 0, index);
    copy[index] = key;
    copy[index + 1] = value;
    System.arraycopy(slots, index, copy, index + 2, slots.length - index);
    return copy;
  }

  private Object[] removed(int index) {
    Object[] copy = Arrays.copyOf(slots, slots.length - 2);
    System.arraycopy(slots, index + 2, copy, index, slots.length - index - 2);
    return copy;
  }

  /// One entry less, of two slots, and one child more, behind them.
  private TrieNode entryToChild(int place, int index, TrieNode child) {
    int at = childIndex(place) - 2;
    Object[] copy = new Object[slots.length - 1];
    System.arraycopy(slots, 0, copy, 0, index);
    System.arraycopy(slots, index + 2, copy, index, at - index);
    copy[at] = child;
    System.arraycopy(slots, at + 2, copy, at + 1, slots.length - at - 2);
    return new TrieNode(entries & ~place, children | place, copy);
  }

  /// One entry more, and one child less.
  private TrieNode childToEntry(int place, Object key, Object value) {
    int index = entryIndex(place);
    int at = childIndex(place);
    Object[] copy = new Object[slots.length + 1];
    System.arraycopy(slots, 0, copy, 0, index);
    copy[index] = key;
    copy[index + 1] = value;
    System.arraycopy(slots, index, copy, index + 2, at - index);
    System.arraycopy(slots, at + 1, copy, at + 2, slots.length - at - 1);
    return new TrieNode(entries | place, children & ~place, copy);
  }

  private int firstChild() {
    return children == 0 ? slots.length : 2 * Integer.bitCount(entries);
  }

  void forEach(BiConsumer<Object, Object> action) {
    int first = firstChild();
    for (int i = 0; i < first; i += 2) {
      action.accept(slots[i], slots[i + 1]);
    }
    for (int i = first; i < slots.length; i++) {
      ((TrieNode) slots[i]).forEach(action);
    }
  }

  /// Goes over the entries of a node and of those below it.
  static final class Walk {
    private final ArrayDeque<TrieNode> ahead = new ArrayDeque<>();
    private TrieNode node = EMPTY;
    private int at = -2;

    Walk(TrieNode root) {
      ahead.push(root);
    }

    boolean hasNext() {
      while (at + 2 >= node.firstChild() && !ahead.isEmpty()) {
        node = ahead.pop();
        at = -2;
        for (int i = node.firstChild(); i < node.slots.length; i++) {
          ahead.push((TrieNode) node.slots[i]);
        }
      }
      return at + 2 < node.firstChild();
    }

    void next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      at += 2;
    }

    Object key() {
      return node.slots[at];
    }

    Object value() {
      return node.slots[at + 1];
    }
  }
}
