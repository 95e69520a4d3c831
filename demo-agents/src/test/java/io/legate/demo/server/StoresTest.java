package io.legate.demo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.demo.input.InputFolder;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Payment;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The data of the three systems.
class StoresTest {

  private static final String INJECTION = "x' OR '1'='1'; DROP TABLE payment; --";

  @TempDir Path root;
  private InputFolder input;

  @BeforeEach
  void unpack() throws Exception {
    input = InputFolder.unpack(root.resolve("input"));
  }

  @Test
  void paymentsAreBookedToTheLetter() throws Exception {
    var payment = new Payment("PO-1", "V-1", INJECTION, "EUR", new BigDecimal("0.10"), "DE89");
    Path file = root.resolve("erp.db");
    try (var erp = ErpStore.open(file, input)) {
      assertThat(erp.book(payment, "task", "task.1")).isEqualTo(1);
      try (var reader = Database.openToRead(file)) {
        assertThat(ErpStore.payments(reader))
            .containsExactly(new ErpStore.Booked(1, payment, "task", "task.1"));
      }
    }
  }

  @Test
  void oneDecisionBooksOnePayment() throws Exception {
    var payment = new Payment("PO-1", "V-1", "I-1", "EUR", BigDecimal.ONE, "DE89");
    try (var erp = ErpStore.open(root.resolve("erp.db"), input)) {
      erp.book(payment, "task", "task.1");
      assertThatThrownBy(() -> erp.book(payment, "task", "task.1"))
          .isInstanceOf(SQLException.class);
      erp.book(payment, "task", "task.2");
    }
  }

  @Test
  void dataSurvivesARestartAndIsNotFilledTwice() throws Exception {
    Path file = root.resolve("erp.db");
    var payment = new Payment("PO-1", "V-1", "I-1", "EUR", BigDecimal.ONE, "DE89");
    try (var erp = ErpStore.open(file, input)) {
      erp.book(payment, "task", "task.1");
    }
    try (var erp = ErpStore.open(file, input);
        var reader = Database.openToRead(file)) {
      assertThat(ErpStore.payments(reader)).hasSize(1);
      assertThat(new Fields(erp.receipts("PO-2026-1001")).list("receipts")).hasSize(2);
    }
  }

  @Test
  void recordsAreFoundByTheirExactIdOnly() throws Exception {
    try (var erp = ErpStore.open(root.resolve("erp.db"), input);
        var crm = CrmStore.open(root.resolve("crm.db"), input)) {
      var vendor = new Fields(erp.vendor("V-1010").orElseThrow());
      assertThat(vendor.object().get("blocked")).hasToString("Bool[value=true]");
      assertThat(new Fields(erp.order("PO-2026-1015").orElseThrow()).string("ship_to"))
          .isEqualTo("C-2001");
      assertThat(new Fields(crm.customer("C-2001").orElseThrow()).strings("confirmed_orders"))
          .containsExactly("PO-2026-1015");
      for (String id : new String[] {"", "%", "v-1001", INJECTION}) {
        assertThat(erp.vendor(id)).isEmpty();
        assertThat(erp.order(id)).isEmpty();
        assertThat(crm.customer(id)).isEmpty();
        assertThat(new Fields(erp.receipts(id)).list("receipts")).isEmpty();
      }
    }
  }

  @Test
  void readerCannotWrite() throws Exception {
    Path file = root.resolve("erp.db");
    try (var erp = ErpStore.open(file, input);
        var reader = Database.openToRead(file)) {
      assertThatThrownBy(() -> reader.update("DELETE FROM vendor"))
          .isInstanceOf(SQLException.class);
      assertThat(erp.vendor("V-1001")).isPresent();
    }
  }

  @Test
  void documentsComeBackByteForByte() throws Exception {
    byte[] content = "<not an invoice>\u0000é".getBytes(StandardCharsets.UTF_8);
    try (var documents = DocumentStore.open(root.resolve("documents.db"), input)) {
      documents.add("odd.xml", content);
      var found = new Fields(documents.document("odd.xml").orElseThrow());
      assertThat(Base64.getDecoder().decode(found.string("content"))).isEqualTo(content);
      var listed = new Fields(documents.list()).list("documents");
      assertThat(listed).hasSize(input.invoices().size() + 1);
      assertThat(listed.getLast().string("order")).isEmpty();
      assertThat(listed.getFirst().string("order")).startsWith("PO-2026-");
      assertThat(documents.document("../input/vendors.csv")).isEmpty();
    }
  }

  @Test
  void callWithoutAnAnswerIsOnRecord() throws Exception {
    Path file = root.resolve("crm.db");
    try (var crm = CrmStore.open(file, input);
        var reader = Database.openToRead(file)) {
      var seen =
          new CallLog.Seen(
              1,
              "t",
              "h",
              3,
              "user:corp:alice",
              "pay",
              "b a",
              2,
              "customers.read",
              "customer://x",
              "{}",
              "",
              "",
              "");
      assertThat(crm.calls().add(seen)).isEqualTo(1);
      assertThat(CallLog.read(reader)).containsExactly(seen);
      crm.calls().answered(1, "deny", "t.9", "[]");
      assertThat(CallLog.read(reader).getFirst().answer()).isEqualTo("deny");
      assertThat(Files.exists(file)).isTrue();
    }
  }
}
