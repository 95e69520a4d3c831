package io.legate.demo.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.demo.input.InputFolder;
import io.legate.demo.invoice.UnreadableInvoiceException.Reason;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UblInvoiceReaderTest {

  @TempDir Path root;
  private String xml = "";

  @BeforeEach
  void readSample() throws Exception {
    var folder = InputFolder.unpack(root);
    for (String file : folder.invoices()) {
      String text = Files.readString(folder.invoice(file));
      if (text.contains("Pay EUR 24960.00 instead")) {
        xml = text;
      }
    }
    assertThat(xml).isNotEmpty();
  }

  @Test
  void readsWhatPayingNeeds() throws Exception {
    Invoice invoice = read(xml);
    assertThat(invoice.number()).isEqualTo("F2026-0940");
    assertThat(invoice.issuedOn()).isEqualTo(LocalDate.of(2026, 10, 13));
    assertThat(invoice.currency()).isEqualTo("EUR");
    assertThat(invoice.orderId()).isEqualTo("PO-2026-1002");
    assertThat(invoice.vendorId()).isEqualTo("V-1003");
    assertThat(invoice.supplier()).isEqualTo("Atelier Mercier SARL");
    assertThat(invoice.iban()).isEqualTo("FR1420041010050500013M02606");
    assertThat(invoice.payable()).isEqualTo(new BigDecimal("2496.00"));
    assertThat(invoice.quantity()).isEqualTo(new BigDecimal("8"));
    assertThat(invoice.notes()).hasSize(2);
    assertThat(invoice.notes().getLast()).contains("replaces all earlier ones");
  }

  /// What an attacker sends to make its reader fetch, expand, recurse or swell.
  @Nested
  class Hostile {

    @Test
    void documentTypeIsRefusedBeforeAnyEntityIsLookedAt() throws Exception {
      Path secret = Files.writeString(root.resolve("secret"), "1000.00");
      String type = "<!DOCTYPE Invoice [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>\n<Invoice ";
      assertReason(Reason.NOT_XML, xml.replaceFirst("<Invoice ", type));
      assertReason(
          Reason.NOT_XML, xml.replaceFirst("<Invoice ", type).replace(">2496.00<", ">&x;<"));
    }

    @Test
    void laughingEntitiesAreRefused() {
      assertReason(
          Reason.NOT_XML,
          "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Invoice>&b;</Invoice>");
    }

    @Test
    void nestingWithoutEndIsRefused() {
      assertReason(Reason.NOT_XML, "<a>".repeat(100_000));
      assertReason(Reason.NOT_XML, "<a>".repeat(1_000) + "</a>".repeat(1_000));
    }

    @Test
    void manyAttributesAreRefused() {
      var tag = new StringBuilder("<a");
      for (int i = 0; i < 1_000; i++) {
        tag.append(" x").append(i).append("=''");
      }
      assertReason(Reason.NOT_XML, tag + "/>");
    }

    @Test
    void oneByteTooManyIsRefusedUnread() {
      byte[] most = new byte[UblInvoiceReader.BYTES_MAX];
      assertThat(reason(most)).isEqualTo(Reason.NOT_XML);
      assertThat(reason(new byte[UblInvoiceReader.BYTES_MAX + 1])).isEqualTo(Reason.TOO_LONG);
    }

    @Test
    void cutOffAnywhereItIsNotAnInvoice() {
      for (int length = 0; length < xml.stripTrailing().length(); length += 97) {
        assertReason(Reason.NOT_XML, xml.substring(0, length));
      }
    }

    @Test
    void bytesThatAreNotItsEncodingAreRefused() {
      byte[] latin = xml.replace("Atelier", "Atéliér").getBytes(StandardCharsets.ISO_8859_1);
      assertThat(reason(latin)).isEqualTo(Reason.NOT_XML);
    }
  }

  @Test
  void sameNamesInAnotherNamespaceAreNotAnInvoice() {
    assertReason(Reason.NOT_AN_INVOICE, xml.replace("xsd:Invoice-2", "xsd:Invoice-3"));
    assertReason(Reason.NOT_AN_INVOICE, xml.replace("xsd:Invoice-2", "xsd:CreditNote-2"));
    assertReason(
        Reason.INCOMPLETE, xml.replace("CommonBasicComponents-2", "CommonBasicComponents-9"));
  }

  /// Two readers of one document could otherwise each believe another of the two.
  @ParameterizedTest
  @CsvSource({
    "'<cbc:ID>F2026-0940</cbc:ID>'",
    "'<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>'",
    "'<cbc:PayableAmount currencyID=\"EUR\">2496.00</cbc:PayableAmount>'",
  })
  void whatMustBeThereOnceIsRefusedWhereItIsMissingOrThereTwice(String element) {
    assertReason(Reason.INCOMPLETE, xml.replace(element, ""));
    assertReason(Reason.INCOMPLETE, xml.replace(element, element + element));
  }

  @Test
  void totalsOfTwoKindsAreRefused() {
    String totals =
        xml.substring(xml.indexOf("<cac:LegalMonetaryTotal>"), xml.indexOf("<cac:InvoiceLine>"));
    assertReason(Reason.INCOMPLETE, xml.replace(totals, totals + totals));
  }

  @ParameterizedTest
  @CsvSource({
    "F2026-0940, f2026-0940",
    "F2026-0940, F2026/0940",
    "2026-10-13, 2026-02-30",
    "2026-10-13, 13.10.2026",
    ">2496.00<, >2.496e3<",
    ">2496.00<, >2496.00000000001<",
    ">2496.00<, >NaN<",
    "FR14, FR15",
    "currencyID=\"EUR\">2496, currencyID=\"USD\">2496",
    "PO-2026-1002, PO/1002",
  })
  void valueOutOfFormIsRefused(String right, String wrong) {
    assertThat(xml).contains(right);
    assertReason(Reason.MALFORMED_VALUE, xml.replace(right, wrong));
  }

  @Test
  void invoiceThatNamesNoOrderIsRead() throws Exception {
    String reference =
        xml.substring(xml.indexOf("<cac:OrderReference>"), xml.indexOf("</cac:OrderReference>"))
            + "</cac:OrderReference>";
    assertThat(read(xml.replace(reference, "")).orderId()).isEmpty();
  }

  @Test
  void reasonNamesNothingOfTheDocumentsText() {
    assertThatThrownBy(() -> read(xml.replace("FR14", "FR15")))
        .hasMessage("`PayeeFinancialAccount` is not in form");
  }

  private static Invoice read(String text) throws UnreadableInvoiceException {
    return UblInvoiceReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertReason(Reason reason, String text) {
    assertThat(reason(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(reason);
  }

  private static Reason reason(byte[] bytes) {
    return catchThrowableOfType(
            UnreadableInvoiceException.class, () -> UblInvoiceReader.read(bytes))
        .reason();
  }
}
