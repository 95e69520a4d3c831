package io.legate.ledger.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL server on the loopback address, with its data in a temporary folder. One is
/// shared by all tests and ends with the process; a test that harms its server starts its own.
///
/// Where none can be had the test is skipped and says so.
public final class PostgresServer implements AutoCloseable {

  private static final long START_MILLIS = 60_000;
  private static final String PASSWORD = "a-pass?word&of=tests";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static @Nullable PostgresServer shared;
  private static boolean tried;

  private final PostgresPrograms programs;
  private final Path folder;
  private final int port;
  private Process process;

  private PostgresServer(PostgresPrograms programs, Path folder, int port)
      throws IOException, InterruptedException {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
    this.process = launch();
  }

  /// Returns the server that all tests share.
  public static synchronized PostgresServer shared() throws Exception {
    if (!tried) {
      tried = true;
      shared = startOrNull();
    }
    return present(shared);
  }

  /// Starts a server of the test's own.
  public static PostgresServer start() throws Exception {
    return present(startOrNull());
  }

  private static PostgresServer present(@Nullable PostgresServer server) {
    if (server == null) {
      // Only here, so that measurements can use the server where there is no JUnit.
      assumeTrue(false, "skipped: no PostgreSQL to be had (see docs/HACKING.md)");
    }
    return Objects.requireNonNull(server);
  }

  private static @Nullable PostgresServer startOrNull() throws Exception {
    var programs = PostgresPrograms.find();
    if (programs == null) {
      return null;
    }
    Path folder = PostgresPrograms.newFolder();
    Path data = Files.createDirectory(folder.resolve("data"));
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    programs.own(data);
    programs.own(password);
    Process init =
        programs.start(
            ProcessBuilder.Redirect.to(folder.resolve("initdb.log").toFile()),
            "initdb",
            "--pgdata=" + data,
            "--username=legate",
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-sync",
            "--no-instructions");
    if (init.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("initdb.log")));
    }
    var server = new PostgresServer(programs, folder, freePort());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process launch() throws IOException, InterruptedException {
    Path log = folder.resolve("server.log");
    Process started =
        programs.start(
            ProcessBuilder.Redirect.appendTo(log.toFile()),
            "postgres",
            "-D",
            folder.resolve("data").toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "track_commit_timestamp=on",
            "-c",
            "shared_buffers=32MB");
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
    while (true) {
      try {
        connect("postgres").close();
        return started;
      } catch (SQLException e) {
        if (!started.isAlive() || System.nanoTime() > deadline) {
          started.destroyForcibly();
          throw new IOException(Files.readString(log), e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  /// Makes an empty database and returns its name. Takes about a second: see [#reset].
  public String newDatabase() throws SQLException {
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return name;
  }

  /// Empties a ledger that nobody has open.
  public void reset(String database) throws SQLException {
    run(
        database,
        """
        TRUNCATE legate.event, legate.event_secret, legate.checkpoint, legate.cosigned, legate.once, legate.once_place,
                 legate.log_head, legate.snapshot;
        UPDATE legate.control_head SET seq = 0, once_floor = 0;
        """);
  }

  /// Returns the address of a database, without user and password.
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public String user() {
    return "legate";
  }

  public String password() {
    return PASSWORD;
  }

  public int port() {
    return port;
  }

  /// Where the server keeps its files.
  public Path data() {
    return folder.resolve("data");
  }

  /// Connects as the owner of everything, beside whoever is under test.
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), user(), PASSWORD);
  }

  public void run(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Ends the server as a loss of power would, as far as its own memory is concerned.
  public void crash() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /// The server's word for a fast shutdown.
  private void interrupt() throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  /// Starts it again on the same port, with the same data.
  public void startAgain() throws IOException, InterruptedException {
    process = launch();
  }

  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        interrupt();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    PostgresPrograms.delete(folder);
  }
}
