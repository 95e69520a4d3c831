package io.legate.chaos.stage;

import java.util.List;

/// A place on the stage: an address of its own and, as root, a network namespace of its own.
public enum Seat {
  /// The clients, and whoever gives orders.
  CLIENTS(4, "clients"),
  /// The last network hop before the database: a second address of the clients' seat.
  GATE(40, "clients"),
  DATABASE(5, "primary"),
  REPLICA(6, "replica"),
  BROKER_1(11, "broker1"),
  BROKER_2(12, "broker2"),
  BROKER_3(13, "broker3");

  /// The seats of the brokers, in order.
  public static final List<Seat> BROKERS = List.of(BROKER_1, BROKER_2, BROKER_3);

  private final int number;
  private final String word;

  Seat(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /// The last part of its address.
  int number() {
    return number;
  }

  /// The end of its namespace's name.
  String word() {
    return word;
  }
}
