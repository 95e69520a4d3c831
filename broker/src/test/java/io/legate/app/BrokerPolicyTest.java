package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.app.config.ConfigReader;
import io.legate.control.PublishedPolicy;
import io.legate.control.PublishedPolicy.Origin;
import io.legate.json.Json;
import io.legate.ledger.Journals;
import io.legate.ledger.sqlite.MonotonicClock;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.stream.ControlFold;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which policy is in force in the ledger of a broker that was started and stopped.
class BrokerPolicyTest {

  @TempDir Path folder;

  @BeforeEach
  void policy() throws Exception {
    Files.createDirectory(folder.resolve("policy"));
    write("version: 1\nroles: {one: {}}\n");
  }

  @Test
  void theConfigurationsEntitlementsAreThePolicyWithoutAFolder() throws Exception {
    run("");
    assertThat(inForce().origin()).isEqualTo(Origin.CONFIGURATION);
  }

  @Test
  void aFolderIsThePolicyFromTheStart() throws Exception {
    run("");
    run("policy: policy");
    assertThat(inForce().origin()).isEqualTo(Origin.FOLDER);
    assertThat(roles().members()).containsOnlyKeys("one");
  }

  @Test
  void aRestartTakesUpWhatTheFolderSaysByThen() throws Exception {
    run("policy: policy");
    write("version: 1\nroles: {two: {}}\n");
    run("policy: policy");
    assertThat(roles().members()).containsOnlyKeys("two");
  }

  @Test
  void aBrokenFolderAtARestartLeavesInForceWhatWas() throws Exception {
    run("policy: policy");
    write("version: 1\nroles: {two: {acts: [{}]}}\n");
    run("policy: policy");
    assertThat(roles().members()).containsOnlyKeys("one");
  }

  @Test
  void aFolderThatWasNeverRightLeavesNothingInForce() throws Exception {
    write("version: 1\nrolez: {}\n");
    run("policy: policy");
    assertThat(published()).isNull();
  }

  @Test
  void theConfigurationIsThePolicyAgainWhenTheFolderIsNoLongerNamed() throws Exception {
    run("policy: policy");
    run("");
    assertThat(inForce().origin()).isEqualTo(Origin.CONFIGURATION);
  }

  private void write(String text) throws Exception {
    Files.writeString(folder.resolve("policy").resolve("policy.yaml"), text);
  }

  private void run(String more) throws Exception {
    var config = ConfigReader.parse("listen: 127.0.0.1:0\ndata: data\n" + more, folder);
    Broker.start(config, Clock.systemUTC()).close();
  }

  private PublishedPolicy inForce() throws Exception {
    return java.util.Objects.requireNonNull(published());
  }

  private Json.Obj roles() throws Exception {
    return (Json.Obj) java.util.Objects.requireNonNull(inForce().bundle().get("roles"));
  }

  private @Nullable PublishedPolicy published() throws Exception {
    var clock = Clock.systemUTC();
    var ledgerClock = new MonotonicClock(clock, System::nanoTime);
    try (var ledger = SqliteLedger.open(folder.resolve("data"), 1, ledgerClock, 1L << 30);
        var journals = Journals.open(ledger, new ControlFold(), clock, head -> {})) {
      return journals.control().current().state().policy();
    }
  }
}
