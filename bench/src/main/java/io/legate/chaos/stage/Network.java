package io.legate.chaos.stage;

import java.util.List;

/// What the seats are connected by.
public interface Network {

  /// Returns the address of a seat.
  String address(Seat seat);

  /// Returns how a command begins that runs on a seat; empty where it runs anywhere.
  List<String> at(Seat seat);

  /// Returns whether connections can be cut. Where they cannot, [#silence] and its kin must not be
  /// asked for.
  boolean isCuttable();

  /// Lets nothing that `from` sends reach `to` any more, without telling `from`. What `to` sends
  /// still arrives.
  void silence(Seat from, Seat to) throws StageException;

  /// Undoes [#silence].
  void restore(Seat from, Seat to) throws StageException;

  /// Pulls the cable of a seat: nothing reaches it and nothing leaves it.
  void unplug(Seat seat) throws StageException;

  /// Undoes [#unplug].
  void plug(Seat seat) throws StageException;

  /// Puts a wire before a seat on which every frame is late, and some are lost.
  ///
  /// @return ends the wire's work
  AutoCloseable worsen(Seat seat, int delayMillis, int jitterMillis, double loss, long seed)
      throws StageException;

  /// Cuts the connection between two seats, in both directions.
  default void part(Seat one, Seat other) throws StageException {
    silence(one, other);
    silence(other, one);
  }

  /// Undoes [#part].
  default void join(Seat one, Seat other) throws StageException {
    restore(one, other);
    restore(other, one);
  }
}
