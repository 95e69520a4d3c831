package io.legate.demo.invoice;

import io.legate.demo.invoice.UnreadableInvoiceException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/// An element whose children are asked for by name and must be there exactly once.
///
/// Once, because of two totals one reader takes the first and another the last. Names count only in
/// UBL's own namespaces.
record UblElement(Element element) {

  private static final int TEXT_MAX = 4096;
  private static final String BASIC =
      "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
  private static final String AGGREGATE =
      "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";

  boolean is(String namespace, String name) {
    return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
  }

  /// Returns every child of this name.
  List<UblElement> all(String name, int countMax) throws UnreadableInvoiceException {
    var found = new ArrayList<UblElement>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        var candidate = new UblElement(child);
        if (candidate.is(BASIC, name) || candidate.is(AGGREGATE, name)) {
          found.add(candidate);
        }
      }
    }
    if (found.size() > countMax) {
      throw new UnreadableInvoiceException(
          Reason.INCOMPLETE, "has more than " + countMax + " `" + name + "`");
    }
    return found;
  }

  /// Returns the one child of this name.
  UblElement one(String name) throws UnreadableInvoiceException {
    List<UblElement> found = all(name, 1);
    if (found.isEmpty()) {
      throw new UnreadableInvoiceException(Reason.INCOMPLETE, "has no `" + name + "`");
    }
    return found.getFirst();
  }

  /// Returns the text of the one child of this name, without surrounding blanks.
  String text(String name) throws UnreadableInvoiceException {
    return one(name).own(name);
  }

  /// Returns the texts of every child of this name.
  List<String> texts(String name, int countMax) throws UnreadableInvoiceException {
    var texts = new ArrayList<String>();
    for (var child : all(name, countMax)) {
      texts.add(child.own(name));
    }
    return texts;
  }

  /// Returns the text of the one child of this name, which must have this form.
  String value(String name, Pattern form) throws UnreadableInvoiceException {
    String text = text(name);
    if (!form.matcher(text).matches()) {
      throw new UnreadableInvoiceException(Reason.MALFORMED_VALUE, "`" + name + "` is not in form");
    }
    return text;
  }

  /// Returns the `ID` within the child of this name; empty where there is no such child.
  String optional(String name, Pattern form) throws UnreadableInvoiceException {
    return all(name, 1).isEmpty() ? "" : one(name).value("ID", form);
  }

  /// Returns the attribute, empty where there is none.
  String attribute(String name) {
    return element.getAttribute(name);
  }

  private String own(String name) throws UnreadableInvoiceException {
    String text = element.getTextContent().strip();
    if (text.isEmpty() || text.length() > TEXT_MAX) {
      throw new UnreadableInvoiceException(
          Reason.MALFORMED_VALUE, "`" + name + "` is empty or too long");
    }
    return text;
  }
}
