package io.legate.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.identity.ClientId;
import io.legate.ledger.MemoryLedger;
import io.legate.ledger.MemoryLedger.Fault;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.LeafIndex;
import io.legate.refusal.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusedCallsTest {

  private static final ClientId RESEARCH = new ClientId("research");

  private final TickingClock clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final MemoryLedger ledger = new MemoryLedger(clock);
  private Site site;
  private RefusedCalls refused;

  @BeforeEach
  void open() throws Exception {
    site = new Site(clock, ledger);
    refused = site.use.refusedCalls();
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aFloodIsOneRecordOfEachClientAndMinute() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      refused.countClaimed(RESEARCH, Code.INVALID_DPOP_PROOF);
    }
    refused.countShown(RESEARCH, Code.INVALID_DPOP_PROOF);
    refused.countClaimed(null, Code.INVALID_CLIENT);
    refused.countClaimed(null, Code.TOO_MANY_REQUESTS);
    clock.advance(Duration.ofMinutes(1));
    refused.record();
    assertThat(recorded())
        .containsExactly(
            "{\"claimed\":{\"invalid_client\":1,\"too_many_requests\":1},"
                + "\"from\":1795341600,\"until\":1795341660}",
            "{\"claimed\":{\"invalid_dpop_proof\":20000},\"client\":\"research\","
                + "\"from\":1795341600,\"shown\":{\"invalid_dpop_proof\":1},"
                + "\"until\":1795341660}");
  }

  @Test
  void aMinuteWithoutAnyIsNotRecorded() throws Exception {
    refused.record();
    refused.countClaimed(null, Code.INVALID_CLIENT);
    refused.record();
    refused.record();
    assertThat(recorded()).hasSize(1);
  }

  @Test
  void whatCouldNotBeRecordedIsCountedOn() throws Exception {
    refused.countClaimed(RESEARCH, Code.INVALID_CLIENT);
    ledger.fail(Fault.NOT_WRITTEN);
    refused.record();
    assertThat(recorded()).isEmpty();
    refused.countClaimed(RESEARCH, Code.INVALID_CLIENT);
    clock.advance(Duration.ofMinutes(1));
    refused.record();
    assertThat(recorded())
        .containsExactly(
            "{\"claimed\":{\"invalid_client\":2},\"client\":\"research\","
                + "\"from\":1795341600,\"until\":1795341660}");
  }

  /// The data of the records, as they stand in the ledger.
  private List<String> recorded() throws Exception {
    var found = new ArrayList<String>();
    for (StoredEvent event : ledger.log(new LeafIndex(0), 1_000)) {
      String body = new String(Objects.requireNonNull(event.body()), StandardCharsets.UTF_8);
      if (body.contains("\"kind\":" + RefusedCalls.COUNTED + ",")) {
        int data = body.indexOf("\"data\":") + "\"data\":".length();
        found.add(body.substring(data, body.indexOf(",\"kind\"", data)));
      }
    }
    return found;
  }
}
