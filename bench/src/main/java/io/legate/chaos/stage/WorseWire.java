package io.legate.chaos.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/// A wire before one seat that carries every frame late and loses some, for kernels without
/// `netem`: the seat is moved to a bridge of its own, and two TAP devices with this process in
/// between connect that with everybody else's.
///
/// Frames may overtake each other, as they do where a network is that bad.
final class WorseWire implements AutoCloseable {

  private static final int FRAME_BYTES_MAX = 65_536;

  private final Namespaces network;
  private final Seat seat;
  private final TapDevice near;
  private final TapDevice far;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /// How bad it is.
  ///
  /// @param jitterMillis the delay is longer or shorter by up to this
  /// @param loss share of the frames
  record Worse(int delayMillis, int jitterMillis, double loss) {}

  private WorseWire(Namespaces network, Seat seat, TapDevice near, TapDevice far) {
    this.network = network;
    this.seat = seat;
    this.near = near;
    this.far = far;
  }

  static WorseWire put(Namespaces network, Seat seat, Worse worse, long seed)
      throws StageException {
    var wire = new WorseWire(network, seat, TapDevice.open("near0"), TapDevice.open("far0"));
    Namespaces.ip("link", "set", "near0", "netns", network.hub());
    Namespaces.ip("link", "set", "far0", "netns", network.hub());
    wire.carry(wire.near, wire.far, worse, new Random(seed));
    wire.carry(wire.far, wire.near, worse, new Random(seed + 1));
    network.inHub("link", "add", "apart", "type", "bridge");
    network.inHub("link", "set", "apart", "type", "bridge", "forward_delay", "0");
    network.inHub("link", "set", "apart", "up");
    network.inHub("link", "set", "near0", "master", "apart");
    network.inHub("link", "set", "far0", "master", "bridge");
    network.inHub("link", "set", "near0", "up");
    network.inHub("link", "set", "far0", "up");
    network.inHub("link", "set", seat.word(), "master", "apart");
    return wire;
  }

  /// A frame on its way.
  private record Frame(byte[] bytes, long dueNanos) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(dueNanos, ((Frame) other).dueNanos);
    }
  }

  private void carry(TapDevice from, TapDevice to, Worse worse, Random random) {
    var late = new DelayQueue<Frame>();
    start(
        () -> {
          byte[] buffer = new byte[FRAME_BYTES_MAX];
          while (!closed) {
            int length = from.read(buffer);
            if (length > 0 && random.nextDouble() >= worse.loss) {
              int delay =
                  worse.delayMillis + random.nextInt(-worse.jitterMillis, worse.jitterMillis + 1);
              long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
              late.add(new Frame(java.util.Arrays.copyOf(buffer, length), due));
            }
          }
        });
    start(
        () -> {
          try {
            while (!closed) {
              to.write(late.take().bytes);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void start(Runnable work) {
    threads.add(Thread.ofPlatform().daemon().name("wire").start(work));
  }

  /// Puts the seat back among the others.
  @Override
  public void close() throws StageException {
    network.inHub("link", "set", seat.word(), "master", "bridge");
    closed = true;
    threads.forEach(Thread::interrupt);
    network.inHub("link", "del", "near0");
    network.inHub("link", "del", "far0");
    network.inHub("link", "del", "apart");
    near.close();
    far.close();
  }
}
