package io.legate.demo.invoice;

import io.legate.demo.input.Iban;
import io.legate.demo.invoice.Invoice.Line;
import io.legate.demo.invoice.UnreadableInvoiceException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/// Reads a UBL 2.1 invoice.
///
/// Reads what paying it needs and leaves the rest alone. Does NOT validate against the schema, and
/// does NOT check sums: see [io.legate.demo.agent.ThreeWayMatch].
public final class UblInvoiceReader {

  /// Real invoices with a few hundred lines stay below it.
  public static final int BYTES_MAX = 1 << 20;

  private static final String INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
  private static final int LINES_MAX = 500;
  private static final int NOTES_MAX = 20;
  private static final Pattern NUMBER = Pattern.compile("[A-Z0-9][A-Z0-9-]{0,29}");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9-]{1,40}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,6})?");

  private UblInvoiceReader() {}

  /// Reads one invoice.
  ///
  /// @throws UnreadableInvoiceException if it is not one, with what is wrong with it
  public static Invoice read(byte[] xml) throws UnreadableInvoiceException {
    if (xml.length > BYTES_MAX) {
      throw new UnreadableInvoiceException(Reason.TOO_LONG, "is over " + BYTES_MAX + " bytes long");
    }
    var root = new UblElement(parse(xml).getDocumentElement());
    if (!root.is(INVOICE, "Invoice")) {
      throw new UnreadableInvoiceException(Reason.NOT_AN_INVOICE, "is not a UBL 2.1 invoice");
    }
    return invoice(root);
  }

  private static Invoice invoice(UblElement root) throws UnreadableInvoiceException {
    String currency = root.value("DocumentCurrencyCode", Pattern.compile("[A-Z]{3}"));
    UblElement supplier = root.one("AccountingSupplierParty").one("Party");
    UblElement totals = root.one("LegalMonetaryTotal");
    return new Invoice(
        root.value("ID", NUMBER),
        date(root, "IssueDate"),
        date(root, "DueDate"),
        currency,
        root.optional("OrderReference", IDENTIFIER),
        supplier.optional("PartyIdentification", IDENTIFIER),
        supplier.one("PartyLegalEntity").text("RegistrationName"),
        iban(root),
        root.texts("Note", NOTES_MAX),
        amount(totals, "TaxExclusiveAmount", currency),
        amount(root.one("TaxTotal"), "TaxAmount", currency),
        amount(totals, "PayableAmount", currency),
        lines(root, currency));
  }

  private static List<Line> lines(UblElement root, String currency)
      throws UnreadableInvoiceException {
    var lines = new ArrayList<Line>();
    for (var line : root.all("InvoiceLine", LINES_MAX)) {
      lines.add(
          new Line(
              line.one("Item").text("Name"),
              decimal(line, "InvoicedQuantity"),
              amount(line.one("Price"), "PriceAmount", currency),
              amount(line, "LineExtensionAmount", currency)));
    }
    if (lines.isEmpty()) {
      throw new UnreadableInvoiceException(Reason.INCOMPLETE, "has no line");
    }
    return lines;
  }

  private static String iban(UblElement root) throws UnreadableInvoiceException {
    String text = root.one("PaymentMeans").one("PayeeFinancialAccount").text("ID").replace(" ", "");
    if (!Iban.isValid(text)) {
      throw malformed("PayeeFinancialAccount");
    }
    return text;
  }

  private static LocalDate date(UblElement parent, String name) throws UnreadableInvoiceException {
    try {
      return LocalDate.parse(parent.text(name));
    } catch (DateTimeException e) {
      throw malformed(name);
    }
  }

  private static BigDecimal amount(UblElement parent, String name, String currency)
      throws UnreadableInvoiceException {
    if (!parent.one(name).attribute("currencyID").equals(currency)) {
      throw new UnreadableInvoiceException(
          Reason.MALFORMED_VALUE, "`" + name + "` is not in the invoice's currency");
    }
    return decimal(parent, name);
  }

  private static BigDecimal decimal(UblElement parent, String name)
      throws UnreadableInvoiceException {
    return new BigDecimal(parent.value(name, DECIMAL));
  }

  private static UnreadableInvoiceException malformed(String name) {
    return new UnreadableInvoiceException(Reason.MALFORMED_VALUE, "`" + name + "` is not in form");
  }

  /// A new parser for each document: they are cheap, and keep state.
  private static Document parse(byte[] xml) throws UnreadableInvoiceException {
    try {
      DocumentBuilder builder = factory().newDocumentBuilder();
      builder.setErrorHandler(new Strict());
      return builder.parse(new ByteArrayInputStream(xml));
    } catch (SAXException | IOException e) {
      throw new UnreadableInvoiceException(
          Reason.NOT_XML, "is not plain, well-formed XML without a document type");
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's XML parser lacks a protection", e);
    }
  }

  /// Everything through which a document could make its reader fetch, expand or recurse is off.
  private static DocumentBuilderFactory factory() throws ParserConfigurationException {
    var factory = DocumentBuilderFactory.newDefaultNSInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    factory.setAttribute("jdk.xml.maxElementDepth", "30");
    factory.setAttribute("jdk.xml.elementAttributeLimit", "50");
    factory.setXIncludeAware(false);
    factory.setExpandEntityReferences(false);
    return factory;
  }

  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
