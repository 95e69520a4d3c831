package io.legate.client.reliability;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One life of the broker, from its ready line to its kill, as the threads that load it see it.
final class Life {

  private final int number;
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch enough;
  private final CountDownLatch over = new CountDownLatch(1);

  /// @param enough answers after which it may be killed at once
  Life(int number, int enough) {
    this.number = number;
    this.enough = new CountDownLatch(enough);
  }

  int number() {
    return number;
  }

  boolean goesOn() {
    return over.getCount() > 0;
  }

  void answered() {
    first.countDown();
    enough.countDown();
  }

  /// Waits a moment, or less if the life ends.
  void pause() throws InterruptedException {
    var _ = over.await(5, TimeUnit.MILLISECONDS);
  }

  /// Returns once the broker has answered something.
  boolean awaitFirst() throws InterruptedException {
    return first.await(60, TimeUnit.SECONDS);
  }

  /// Returns once the broker has answered enough.
  boolean awaitEnough() throws InterruptedException {
    return enough.await(60, TimeUnit.SECONDS);
  }

  /// Returns after `millis`, or after enough answers, whichever is first.
  void awaitInstant(long millis) throws InterruptedException {
    var _ = enough.await(millis, TimeUnit.MILLISECONDS);
  }

  void end() {
    over.countDown();
  }
}
