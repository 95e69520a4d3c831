package io.legate.demo.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.demo.catalogue.Party;
import io.legate.demo.message.Fields;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AccountTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void hopIsToldAsAChainFromThePersonOn() throws Exception {
    tell(
        Party.ANALYSIS,
        """
        {"event":"hop","task":"t","hop":"h","claims":{"sub":"user:corp:alice",
         "authorization_details":[{},{}],
         "act":{"sub":"agent:analysis","act":{"sub":"agent:research"}}}}\
        """);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("  0.0 s chain    alice > research > analysis   (2 permissions for the ERP)\n");
  }

  @Test
  void refusalIsToldWithItsReason() throws Exception {
    tell(
        Party.ERP,
        """
        {"event":"decision","actor":"agent:action","action":"payments.create",
         "resource":"order://acme/PO-1/I-1","arguments":{"currency":"EUR","amount":"10.00"},
         "answer":"rate_limited","reasons":[{"code":"limit_spent","sentence":"it is spent"}]}\
        """);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("LIMIT    action asks the erp for EUR      10.00   PO-1/I-1")
        .contains("limit_spent: it is spent");
  }

  @Test
  void eventOutOfFormIsToldAndNothingBreaks() throws Exception {
    tell(Party.ERP, "{\"event\":\"decision\"}");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("erp said something odd");
  }

  private void tell(Party party, String event) throws Exception {
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (var account = new Account(new Terminal(out, false), () -> 0)) {
      account.tell(party, Fields.read(event));
    }
  }
}
