package io.legate.evidence;

import java.util.ArrayDeque;
import java.util.Deque;

/// A page under construction: well-formed also as XML, and everything that is not a tag escaped.
final class Html {

  private final StringBuilder out = new StringBuilder(256 * 1024);
  private final Deque<String> open = new ArrayDeque<>();

  /// Opens an element.
  ///
  /// @param attributes written by this package, such as `class="x"`; never text of records
  Html open(String name, String... attributes) {
    out.append('<').append(name);
    for (String attribute : attributes) {
      out.append(' ').append(attribute);
    }
    out.append('>');
    open.push(name);
    return this;
  }

  /// Closes the innermost element.
  Html close() {
    out.append("</").append(open.pop()).append('>');
    if (open.size() < 6) {
      out.append('\n');
    }
    return this;
  }

  /// Writes text.
  Html text(String text) {
    out.append(Markup.text(text));
    return this;
  }

  /// Writes an element with text and nothing else.
  Html element(String name, String text, String... attributes) {
    return open(name, attributes).text(text).close();
  }

  /// Writes text of a record, kept apart from what stands beside it also where it runs the other
  /// way.
  Html value(String text) {
    return element("bdi", text);
  }

  /// Writes a line with a name and a value.
  Html field(String name, String value) {
    return open("div").element("span", name, "class=\"k\"").text(" ").value(value).close();
  }

  /// Writes a line with a name and a value in letters of one width, such as a hash.
  Html code(String name, String value) {
    return open("div")
        .element("span", name, "class=\"k\"")
        .text(" ")
        .element("code", value)
        .close();
  }

  /// Writes text that may be long and is shown whole, as it stands.
  Html whole(String text) {
    out.append(Markup.text(text, Integer.MAX_VALUE));
    return this;
  }

  /// Writes lines of plain ASCII as they stand.
  Html lines(String ascii) {
    for (String line : ascii.split("\n", -1)) {
      out.append(Markup.text(line, Integer.MAX_VALUE)).append('\n');
    }
    return this;
  }

  /// Writes what is markup already, made by this package.
  Html markup(String markup) {
    out.append(markup);
    return this;
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("`" + open.peek() + "` is not closed");
    }
    return out.toString();
  }
}
