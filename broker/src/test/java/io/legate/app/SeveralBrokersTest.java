package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.app.config.ConfigReader;
import io.legate.app.config.LegateConfig;
import io.legate.ledger.server.PostgresServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What brokers on one database have in common.
class SeveralBrokersTest {

  private static final Clock CLOCK = Clock.systemUTC();

  private static PostgresServer server;
  private static String database;

  @BeforeAll
  static void database() throws Exception {
    server = PostgresServer.shared();
    database = server.newDatabase();
  }

  @Test
  void threeMayStartAtOnceOnAnEmptyDatabase(@TempDir Path folder) throws Exception {
    String empty = server.newDatabase();
    var brokers = new ArrayList<Broker>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var starting =
          List.of(1, 2, 3).stream()
              .map(node -> executor.submit(() -> Broker.start(config(empty, folder, node), CLOCK)))
              .toList();
      for (var broker : starting) {
        brokers.add(broker.get(60, TimeUnit.SECONDS));
      }
      assertThat(brokers).extracting(Broker::url).doesNotHaveDuplicates();
    } finally {
      brokers.forEach(Broker::close);
    }
  }

  @Test
  void nonceOfOneIsTakenByTheOthers(@TempDir Path folder) throws Exception {
    try (var one = OpenedLedger.of(config(database, folder, 1), CLOCK);
        var two = OpenedLedger.of(config(database, folder, 2), CLOCK)) {
      Instant now = CLOCK.instant();
      assertThat(two.nonces().accepts(one.nonces().issue(now), now)).isTrue();
    }
  }

  @Test
  void nonceOfAnEmbeddedLedgerIsNobodyElses(@TempDir Path one, @TempDir Path two) throws Exception {
    try (var first = OpenedLedger.of(ConfigReader.parse("", one).withData(one), CLOCK);
        var second = OpenedLedger.of(ConfigReader.parse("", two).withData(two), CLOCK)) {
      Instant now = CLOCK.instant();
      assertThat(second.nonces().accepts(first.nonces().issue(now), now)).isFalse();
    }
  }

  static LegateConfig config(String database, Path folder, int node) throws Exception {
    String url =
        "%s?user=%s&password=%s"
            .formatted(server.url(database), encoded(server.user()), encoded(server.password()));
    String yaml =
        """
        issuer: https://broker.example
        listen: 127.0.0.1:0
        data: node-%s
        ledger: "%s"
        cluster: {node: %s}
        """
            .formatted(node, url, node);
    return ConfigReader.parse(yaml, folder);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
