package io.legate.client.reliability;

import io.legate.identity.HopId;
import io.legate.v1.SettleRequest;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What the clients asked, and what was acknowledged to them. Safe for use from many threads.
///
/// Ticks order what the clients did among themselves: what has the higher one began after what has
/// the lower one was over.
final class History {

  private final AtomicLong ticks = new AtomicLong();
  private final Queue<Question> questions = new ConcurrentLinkedQueue<>();
  private final Map<String, HopId> opened = new ConcurrentHashMap<>();
  private final Queue<Issued> issued = new ConcurrentLinkedQueue<>();
  private final Queue<Revoked> revoked = new ConcurrentLinkedQueue<>();
  private final Queue<SettleRequest> settled = new ConcurrentLinkedQueue<>();
  private final Queue<String> oddities = new ConcurrentLinkedQueue<>();

  /// An instance that was issued, for a statement or from an earlier instance.
  ///
  /// @param hash of its signing input
  /// @param sent the tick before it was asked for
  record Issued(String task, HopId hop, String hash, long sent) {}

  /// A revocation that was acknowledged, with the tick after it was.
  record Revoked(String task, HopId hop, long seq, long told) {}

  long tick() {
    return ticks.incrementAndGet();
  }

  void asked(Question question) {
    questions.add(question);
  }

  Collection<Question> questions() {
    return questions;
  }

  /// A task was opened; the same request again must name the same task and root hop.
  void opened(String task, HopId root) {
    HopId before = opened.putIfAbsent(task, root);
    if (before != null && !before.equals(root)) {
      odd("task " + task + " was opened again with another root hop");
    }
  }

  Map<String, HopId> opened() {
    return opened;
  }

  void issued(Issued instance) {
    issued.add(instance);
  }

  Collection<Issued> issued() {
    return issued;
  }

  void revoked(Revoked revocation) {
    revoked.add(revocation);
  }

  Collection<Revoked> revoked() {
    return revoked;
  }

  void settled(SettleRequest request) {
    settled.add(request);
  }

  Collection<SettleRequest> settled() {
    return settled;
  }

  /// Something that no client should ever be told.
  void odd(String what) {
    oddities.add(what);
  }

  Collection<String> oddities() {
    return oddities;
  }
}
