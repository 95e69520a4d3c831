package io.legate.fold;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;

/// A persistent map for many entries: a hash trie of 32 ways, in which a node holds its entries and
/// its children in one array.
///
/// A thousand entries are two or three nodes deep, where a binary tree is ten; so a look-up meets
/// few cache lines, and a change copies few arrays. What a task remembers for an hour is kept in
/// these. Keys are spread by their own `hashCode`; equal hashes cost a walk over those that have
/// it. There are no null keys and no null values. Iterated in no order.
public final class HashTrie<K, V> extends AbstractMap<K, V> implements PMap<K, V> {

  private static final HashTrie<?, ?> EMPTY = new HashTrie<>(TrieNode.EMPTY, 0);

  private final TrieNode root;
  private final int size;

  private HashTrie(TrieNode root, int size) {
    this.root = root;
    this.size = size;
  }

  /// Returns the map without entries.
  @SuppressWarnings("unchecked") // it holds nothing of either type
  public static <K, V> HashTrie<K, V> empty() {
    return (HashTrie<K, V>) EMPTY;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  @SuppressWarnings("unchecked") // only values of V were put in
  public @Nullable V get(@Nullable Object key) {
    return key == null ? null : (V) root.get(key, TrieNode.spread(key), 0);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public HashTrie<K, V> plus(K key, V value) {
    TrieNode after = root.plus(key, value, TrieNode.spread(key), 0);
    if (after == root) {
      return this;
    }
    return new HashTrie<>(after, root.get(key, TrieNode.spread(key), 0) == null ? size + 1 : size);
  }

  @Override
  public HashTrie<K, V> plusAll(Map<? extends K, ? extends V> map) {
    var all = this;
    for (var entry : map.entrySet()) {
      all = all.plus(entry.getKey(), entry.getValue());
    }
    return all;
  }

  @Override
  public HashTrie<K, V> minus(Object key) {
    TrieNode after = root.minus(key, TrieNode.spread(key), 0);
    return after == root ? this : new HashTrie<>(after, size - 1);
  }

  @Override
  public HashTrie<K, V> minusAll(Collection<?> keys) {
    var rest = this;
    for (Object key : keys) {
      rest = rest.minus(key);
    }
    return rest;
  }

  @Override
  @SuppressWarnings("unchecked") // only keys of K and values of V were put in
  public void forEach(BiConsumer<? super K, ? super V> action) {
    root.forEach((BiConsumer<Object, Object>) action);
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return new Entries();
  }

  /// Not supported: this map does not change. [#plus] returns another.
  @Deprecated
  @Override
  public V put(K key, V value) {
    throw new UnsupportedOperationException("a trie does not change");
  }

  /// Not supported: this map does not change. [#minus] returns another.
  @Deprecated
  @Override
  public V remove(@Nullable Object key) {
    throw new UnsupportedOperationException("a trie does not change");
  }

  /// Not supported: this map does not change. [#plusAll] returns another.
  @Deprecated
  @Override
  public void putAll(Map<? extends K, ? extends V> map) {
    throw new UnsupportedOperationException("a trie does not change");
  }

  /// Not supported: this map does not change. [#empty] is one without entries.
  @Deprecated
  @Override
  public void clear() {
    throw new UnsupportedOperationException("a trie does not change");
  }

  private final class Entries extends AbstractSet<Entry<K, V>> {
    @Override
    public int size() {
      return size;
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
      var walk = new TrieNode.Walk(root);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return walk.hasNext();
        }

        @Override
        @SuppressWarnings("unchecked") // only keys of K and values of V were put in
        public Entry<K, V> next() {
          walk.next();
          return Map.entry((K) walk.key(), (V) walk.value());
        }
      };
    }
  }
}
