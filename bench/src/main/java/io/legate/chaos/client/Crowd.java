package io.legate.chaos.client;

import io.legate.chaos.stage.Cluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// All clients together: so many tasks at once, one after the other, until told to stop.
public final class Crowd implements AutoCloseable {

  /// Attempts of one strand's step, roughly: a question, and now and then something beside it.
  private static final double ATTEMPTS_PER_STEP = 1.6;

  private final Habits habits;
  private final Wires wires;
  private final Trying trying;
  private final Caller opener;
  private final Caller resourceServer;
  private final Caller approver;
  private final Caller operator;
  private final List<Caller> workers;
  private final Acts acts;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong tasks = new AtomicLong();
  private final Random seeds;
  private volatile boolean stopping;
  private volatile boolean givingUp;
  private volatile double pace = 1;

  public Crowd(Cluster cluster, History history, Habits habits) throws IOException {
    this.habits = habits;
    this.wires = new Wires(cluster);
    this.trying = new Trying(history, habits, () -> givingUp);
    this.opener = new Caller(cluster.party("agent:opener"), wires);
    this.resourceServer = new Caller(cluster.party("rs:erp"), wires);
    this.approver = new Caller(cluster.party("person:ann"), wires);
    this.operator = new Caller(cluster.party("ops:root"), wires);
    this.workers = cluster.workers().stream().map(party -> new Caller(party, wires)).toList();
    this.acts = new Acts(resourceServer);
    this.seeds = new Random(habits.seed());
  }

  /// Begins.
  public void start() {
    for (int i = 1; i <= habits.tasks(); i++) {
      String name = "t" + i;
      long seed = seeds.nextLong();
      threads.add(Thread.ofVirtual().name(name).start(() -> work(name, new Random(seed))));
    }
  }

  private void work(String name, Random own) {
    try {
      while (!stopping) {
        String task = name + "." + tasks.incrementAndGet();
        new TaskPlay(this, trying, task, own.nextLong()).run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits as long as so many steps of a strand take at the usual pace.
  void pause(Random own, int steps) throws InterruptedException {
    double perStrand = habits.perSecond() / (2 * habits.tasks() * ATTEMPTS_PER_STEP);
    double millis = 1_000 / (perStrand * pace) * steps;
    Thread.sleep((long) (millis * (0.5 + own.nextDouble())));
  }

  /// Works so many times as fast.
  public void hurry(double times) {
    pace = times;
  }

  Caller opener() {
    return opener;
  }

  Caller approver() {
    return approver;
  }

  Caller operator() {
    return operator;
  }

  List<Caller> workers() {
    return workers;
  }

  Acts acts() {
    return acts;
  }

  Trying trying() {
    return trying;
  }

  boolean isStopping() {
    return stopping;
  }

  /// Begins nothing more, and finds out what came of what is under way.
  ///
  /// @param patienceMillis after which what is not known stays so
  public void finish(long patienceMillis) throws InterruptedException {
    stopping = true;
    long deadline = System.currentTimeMillis() + patienceMillis;
    for (Thread thread : threads) {
      long left = deadline - System.currentTimeMillis();
      if (left <= 0 || !thread.join(java.time.Duration.ofMillis(left))) {
        givingUp = true;
        thread.join();
      }
    }
  }

  @Override
  public void close() {
    wires.close();
  }
}
