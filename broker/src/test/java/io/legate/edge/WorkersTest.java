package io.legate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class WorkersTest {

  @Test
  void whatIsTooMuchIsRefusedAndAPlaceComesBack() throws Exception {
    var go = new CountDownLatch(1);
    var done = new LinkedBlockingQueue<String>();
    var places = new LinkedBlockingQueue<Boolean>();
    try (var workers = Workers.named("test", 1)) {
      assertThat(
              workers.tryWork(
                  () -> {
                    await(go);
                    done.add("first");
                  }))
          .isTrue();
      assertThat(workers.tryWork(() -> done.add("second"))).isFalse();
      go.countDown();
      assertThat(done.take()).isEqualTo("first");
      while (!workers.tryWork(() -> places.add(true))) {
        Thread.onSpinWait();
      }
      assertThat(places.take()).isTrue();
    }
    assertThat(done).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
