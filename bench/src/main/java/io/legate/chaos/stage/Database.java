package io.legate.chaos.stage;

import io.legate.ledger.postgres.PostgresTarget;
import io.legate.ledger.server.PostgresPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server on one seat: the primary, or a replica of it.
///
/// It flushes what it commits. A kill takes its own memory, not the machine's: what was flushed
/// before stays, as it would after a loss of power; what was not flushed may stay too, which a loss
/// of power would take.
public final class Database {

  public static final int PORT = 5432;
  static final String USER = "legate";
  static final String NAME = "legate";

  private static final long START_SECONDS = 60;

  private final PostgresPrograms programs;
  private final Network network;
  private final Seat seat;
  private final Path folder;
  private final String password;
  private final Path log;
  private final List<String> settings = new ArrayList<>();
  private @Nullable Process process;

  private Database(
      PostgresPrograms programs,
      Network network,
      Seat seat,
      Path folder,
      String password,
      Path log) {
    this.programs = programs;
    this.network = network;
    this.seat = seat;
    this.folder = folder;
    this.password = password;
    this.log = log;
  }

  /// Makes a server with an empty database and starts it.
  ///
  /// @param folder of its own, open to whoever it runs as
  /// @param log what it writes is added to it
  static Database primary(
      PostgresPrograms programs, Network network, Path folder, String password, Path log)
      throws StageException {
    var server = new Database(programs, network, Seat.DATABASE, folder, password, log);
    try {
      Path data = server.newData();
      Path secret = Files.writeString(folder.resolve("password"), password);
      server.own(secret);
      server.finish(
          "initdb",
          "--pgdata=" + data,
          "--username=" + USER,
          "--pwfile=" + secret,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          "--no-sync",
          "--no-instructions");
      String peers = network.address(Seat.CLIENTS).replaceAll("[0-9]+$", "0/24");
      Files.writeString(
          data.resolve("pg_hba.conf"),
          "host all all %1$s scram-sha-256\nhost replication all %1$s scram-sha-256\n"
              .formatted(peers),
          StandardOpenOption.APPEND);
      server.start();
      try (Connection connection = server.connect("postgres");
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + NAME);
      }
      return server;
    } catch (IOException | SQLException e) {
      throw new StageException("the database was not made: " + e.getMessage(), e);
    }
  }

  /// Copies this server to the other seat and starts it as a replica.
  Database replicate(Path at) throws StageException {
    Seat other = seat == Seat.DATABASE ? Seat.REPLICA : Seat.DATABASE;
    var replica = new Database(programs, network, other, at, password, log);
    try {
      Path data = replica.newData();
      copy(data);
      Files.writeString(
          data.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=%s port=%s user=%s password=%s application_name=replica'\n"
              .formatted(network.address(seat), PORT, USER, password));
      Files.createFile(data.resolve("standby.signal"));
      replica.own(data);
      replica.start();
      return replica;
    } catch (IOException e) {
      throw new StageException("the replica was not made: " + e.getMessage(), e);
    }
  }

  /// Copies the files while the server works, as its manual says for a backup without its programs.
  /// What is written meanwhile the copy is sent afterwards.
  private void copy(Path to) throws IOException, StageException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('replica', true)");
      String from = folder.resolve("data").toString();
      Shell.run(List.of("cp", "-a", from + "/.", to.toString()));
      try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        row.next();
        Files.writeString(to.resolve("backup_label"), row.getString(1));
      }
      Files.delete(to.resolve("postmaster.pid"));
    } catch (SQLException e) {
      throw new StageException("the database is not copied: " + e.getMessage(), e);
    }
  }

  private Path newData() throws IOException, StageException {
    Path data =
        Files.createDirectory(
            folder.resolve("data"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    own(data);
    return data;
  }

  private void own(Path path) throws IOException, StageException {
    try {
      programs.own(path);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /// Runs a program of the server's to its end.
  private void finish(String program, String... arguments) throws StageException, IOException {
    Path log = folder.resolve(program + ".log");
    try {
      var output = ProcessBuilder.Redirect.appendTo(log.toFile());
      Process run = programs.start(network.at(seat), output, program, List.of(arguments));
      if (run.waitFor() != 0) {
        throw new StageException("`%s` failed; see %s".formatted(program, log));
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /// Starts the server and waits until it answers.
  public void start() throws StageException {
    Path log = this.log;
    var arguments =
        new ArrayList<>(List.of("-D", folder.resolve("data").toString(), "-p", "" + PORT));
    arguments.addAll(List.of("-c", "listen_addresses=" + network.address(seat)));
    arguments.addAll(List.of("-c", "unix_socket_directories=", "-c", "track_commit_timestamp=on"));
    arguments.addAll(List.of("-c", "shared_buffers=64MB", "-c", "max_connections=150"));
    settings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
    try {
      var output = ProcessBuilder.Redirect.appendTo(log.toFile());
      process = programs.start(network.at(seat), output, "postgres", arguments);
    } catch (IOException e) {
      throw new StageException("the database does not start", e);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try {
        connect("postgres").close();
        return;
      } catch (SQLException e) {
        if (!isAlive() || System.nanoTime() > deadline) {
          throw new StageException("the database does not start; see " + log, e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  /// Starts the server with another setting from now on.
  public void set(String setting) {
    settings.add(setting);
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /// Kills every process of the server at once.
  public void crash() {
    end(process());
  }

  /// Stops it as an administrator does: sessions are ended, what is committed is written.
  public void stop() throws StageException {
    if (isAlive()) {
      Shell.signal("INT", process().pid());
      awaitEnd();
    }
  }

  /// Stopped first, so that it starts nothing while it is looked at; and waited for, because one
  /// that is left would keep the next server from starting.
  private static void end(Process server) {
    try {
      Shell.signal("STOP", server.pid());
    } catch (StageException e) {
      // It is gone already.
    }
    List<ProcessHandle> all =
        Stream.concat(Stream.of(server.toHandle()), server.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().join());
  }

  private Process process() {
    return Objects.requireNonNull(process, "the database was never started");
  }

  private void awaitEnd() {
    try {
      if (!process().waitFor(30, TimeUnit.SECONDS)) {
        end(process());
      }
    } catch (InterruptedException e) {
      end(process());
      Thread.currentThread().interrupt();
    }
  }

  /// Makes a replica the primary, and returns when it writes.
  public void promote() throws StageException {
    run("SELECT pg_promote(true, 30)");
  }

  /// Where the server keeps its files.
  public Path folder() {
    return folder;
  }

  /// Where it is.
  public Seat seat() {
    return seat;
  }

  public String address() {
    return network.address(seat);
  }

  /// Connects as the owner of everything, past what stands between brokers and server.
  public Connection connect() throws SQLException {
    return connect(NAME);
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), USER, password);
  }

  private String url(String database) {
    return "jdbc:postgresql://%s:%s/%s?connectTimeout=5&socketTimeout=60"
        .formatted(address(), PORT, database);
  }

  /// Where an auditor reads what the brokers have recorded.
  public PostgresTarget records() {
    return new PostgresTarget(url(NAME), USER, password, true);
  }

  /// Runs SQL as the owner of everything.
  public void run(String sql) throws StageException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new StageException("the database refused: " + e.getMessage(), e);
    }
  }

  private static StageException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StageException("interrupted", e);
  }
}
