package io.legate.demo.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.demo.agent.JobBoundary;
import io.legate.demo.input.ExpectedOutcome.Outcome;
import io.legate.demo.invoice.Invoice;
import io.legate.demo.invoice.UblInvoiceReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The folder that comes with the demonstration, and folders that a user got wrong.
class InputFolderTest {

  @TempDir Path root;
  private InputFolder folder;
  private final Map<String, Invoice> invoices = new HashMap<>();

  @BeforeEach
  void unpack() throws Exception {
    folder = InputFolder.unpack(root);
    for (String file : folder.invoices()) {
      invoices.put(file, UblInvoiceReader.read(Files.readAllBytes(folder.invoice(file))));
    }
  }

  @Test
  void holdsFortyInvoicesAndOneOfEachTrick() {
    assertThat(folder.invoices()).hasSizeGreaterThanOrEqualTo(40);
    assertThat(folder.expected().values())
        .extracting(ExpectedOutcome::because)
        .filteredOn(because -> !because.isEmpty())
        .containsExactlyInAnyOrder(
            "once", "amount", "total", "permission", "injected", "account", "quantity");
  }

  @Test
  void everyInvoiceIsToAnOrderOfItsVendorAndAddsUp() {
    invoices.forEach(
        (file, invoice) -> {
          var order = Objects.requireNonNull(folder.orders().get(invoice.orderId()), file);
          assertThat(order.vendorId()).as(file).isEqualTo(invoice.vendorId());
          assertThat(order.currency()).as(file).isEqualTo(invoice.currency());
          assertThat(invoice.netAmount().add(invoice.taxAmount()))
              .as(file)
              .isEqualByComparingTo(invoice.payable());
          for (var line : invoice.lines()) {
            assertThat(line.price().multiply(line.quantity()).setScale(2, RoundingMode.HALF_UP))
                .as(file)
                .isEqualByComparingTo(line.netAmount());
          }
        });
  }

  @Test
  void everyInvoiceToBePaidIsNewWithinItsOrderAndToItsVendorsAccount() {
    var numbers = new HashSet<String>();
    var sums = new HashMap<String, BigDecimal>();
    for (var expected : folder.expected().values()) {
      var invoice = Objects.requireNonNull(invoices.get(expected.file()));
      var order = Objects.requireNonNull(folder.orders().get(invoice.orderId()));
      var vendor = Objects.requireNonNull(folder.vendors().get(order.vendorId()));
      if (expected.outcome() == Outcome.PAID) {
        assertThat(numbers.add(vendor.id() + invoice.number())).as(expected.file()).isTrue();
        assertThat(sums.merge(order.id(), invoice.payable(), BigDecimal::add))
            .as(expected.file())
            .isLessThanOrEqualTo(order.ceiling());
        assertThat(invoice.iban()).isEqualTo(vendor.iban());
        assertThat(vendor.blocked()).isFalse();
      }
    }
  }

  @Test
  void oneTaskHoldsEveryOrder() {
    var payable =
        folder.orders().values().stream()
            .map(order -> Objects.requireNonNull(folder.vendors().get(order.vendorId())))
            .filter(vendor -> !vendor.blocked());
    assertThat(payable.count()).isLessThanOrEqualTo(JobBoundary.ORDERS_MAX);
  }

  @Test
  void orderOfAnUnknownVendorIsRefused() throws Exception {
    Path file = root.resolve("purchase-orders.csv");
    Files.writeString(file, Files.readString(file).replace("V-1009", "V-9999"));
    assertThatThrownBy(() -> InputFolder.read(root))
        .isInstanceOf(UnusableInputException.class)
        .hasMessage(
            "purchase-orders.csv: `PO-2026-1014` names vendor `V-9999`, which is not there");
  }

  @Test
  void accountWithWrongCheckDigitsIsRefused() throws Exception {
    Path file = root.resolve("vendors.csv");
    Files.writeString(file, Files.readString(file).replace("DE89", "DE98"));
    assertThatThrownBy(() -> InputFolder.read(root))
        .hasMessage("vendors.csv line 2: `DE98370400440532013000` is not an IBAN");
  }

  @Test
  void idThatIsThereTwiceIsRefused() throws Exception {
    Path file = root.resolve("customers.csv");
    Files.writeString(file, Files.readString(file).replace("C-2008", "C-2007"));
    assertThatThrownBy(() -> InputFolder.read(root)).hasMessageContaining("there twice");
  }

  @Test
  void expectationsThatNameOtherInvoicesAreRefused() throws Exception {
    Files.delete(folder.invoice(folder.invoices().getFirst()));
    assertThatThrownBy(() -> InputFolder.read(root)).hasMessageContaining("expected.csv");
  }

  @Test
  void folderWithoutExpectationsIsFine() throws Exception {
    Files.delete(root.resolve("expected.csv"));
    assertThat(InputFolder.read(root).expected()).isEmpty();
  }

  @Test
  void invoiceWhoseNameCannotBePartOfAResourceIsRefused() throws Exception {
    Files.writeString(root.resolve("invoices").resolve("a b.xml"), "x");
    assertThatThrownBy(() -> InputFolder.read(root)).hasMessageContaining("`a b.xml`");
  }
}
