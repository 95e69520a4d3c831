package io.legate.chaos.stage;

import java.util.List;

/// An address of the loopback network for each seat, for whoever is not root. Nothing can be cut.
public final class LoopbackAliases implements Network {

  @Override
  public String address(Seat seat) {
    return "127.0.0." + seat.number();
  }

  @Override
  public List<String> at(Seat seat) {
    return List.of();
  }

  @Override
  public boolean isCuttable() {
    return false;
  }

  @Override
  public void silence(Seat from, Seat to) {
    throw uncuttable();
  }

  @Override
  public void restore(Seat from, Seat to) {
    throw uncuttable();
  }

  @Override
  public void unplug(Seat seat) {
    throw uncuttable();
  }

  @Override
  public void plug(Seat seat) {
    throw uncuttable();
  }

  @Override
  public AutoCloseable worsen(
      Seat seat, int delayMillis, int jitterMillis, double loss, long seed) {
    throw uncuttable();
  }

  private static IllegalStateException uncuttable() {
    return new IllegalStateException("the loopback network cannot be cut");
  }
}
