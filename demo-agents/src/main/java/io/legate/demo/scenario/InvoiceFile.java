package io.legate.demo.scenario;

import io.legate.demo.input.InputFolder;
import io.legate.demo.invoice.Invoice;
import io.legate.demo.invoice.UblInvoiceReader;
import io.legate.demo.invoice.UnreadableInvoiceException;
import java.io.IOException;
import java.nio.file.Files;

/// An invoice of the input folder, read to know what should have become of it.
final class InvoiceFile {

  private InvoiceFile() {}

  static Invoice read(InputFolder input, String file) throws IOException {
    try {
      return UblInvoiceReader.read(Files.readAllBytes(input.invoice(file)));
    } catch (UnreadableInvoiceException e) {
      throw new IOException("`" + file + "` " + e.getMessage(), e);
    }
  }
}
