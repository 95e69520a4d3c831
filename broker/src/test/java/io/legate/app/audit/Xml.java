package io.legate.app.audit;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/// A page or picture read back by a parser of XML, which takes nothing that is not well-formed.
record Xml(Document document) {

  static Xml read(String text) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    String xml = text.startsWith("<!DOCTYPE html>") ? text.substring(15) : text;
    return new Xml(factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml))));
  }

  /// All elements of a name, in order.
  List<Element> all(String name) {
    return all(document.getDocumentElement(), name);
  }

  static List<Element> all(Element of, String name) {
    var found = new ArrayList<Element>();
    var nodes = of.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      found.add((Element) nodes.item(i));
    }
    return found;
  }

  String text() {
    return document.getDocumentElement().getTextContent();
  }
}
