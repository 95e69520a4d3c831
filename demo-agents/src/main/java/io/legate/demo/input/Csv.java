package io.legate.demo.input;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A table in RFC 4180 form: UTF-8, commas, a header line, quotes doubled within quotes.
///
/// At most [#BYTES_MAX] long. Every row has as many fields as the header, and every column that a
/// reader asks for must be there; other columns are left alone.
public final class Csv {

  /// Enough for a year of orders, and too little to fill the memory.
  static final long BYTES_MAX = 4L << 20;

  private final String text;
  private final String name;
  private int at;
  private int line = 1;

  private Csv(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /// One row, by column name, in the order of the header.
  ///
  /// @param line where it begins, counted from 1
  public record Row(String file, int line, Map<String, String> fields) {

    /// Returns the field without surrounding blanks; may be empty.
    public String optional(String column) {
      return fields.getOrDefault(column, "").strip();
    }

    /// Returns the field without surrounding blanks.
    ///
    /// @throws UnusableInputException if there is nothing in it
    String required(String column) throws UnusableInputException {
      String value = optional(column);
      if (value.isEmpty()) {
        throw wrong("`" + column + "` is missing");
      }
      return value;
    }

    /// A complaint about this row.
    UnusableInputException wrong(String sentence) {
      return new UnusableInputException(file + " line " + line + ": " + sentence);
    }
  }

  /// Reads a file.
  ///
  /// @throws UnusableInputException if it is missing, too long or not in form
  static List<Row> read(Path file) throws UnusableInputException, IOException {
    String name = file.getFileName().toString();
    if (!Files.isRegularFile(file)) {
      throw new UnusableInputException("`" + name + "` is missing from the input folder");
    }
    if (Files.size(file) > BYTES_MAX) {
      throw new UnusableInputException("`" + name + "` is over " + BYTES_MAX + " bytes");
    }
    try {
      return parse(name, Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new UnusableInputException("`" + name + "` is not UTF-8");
    }
  }

  /// Reads a text.
  public static List<Row> parse(String name, String text) throws UnusableInputException {
    return new Csv(name, text).rows();
  }

  private List<Row> rows() throws UnusableInputException {
    var rows = new ArrayList<Row>();
    List<String> header = record();
    while (at < text.length()) {
      int begins = line;
      List<String> fields = record();
      if (fields.size() == 1 && fields.getFirst().isEmpty()) {
        continue;
      }
      if (fields.size() != header.size()) {
        throw wrong(begins, fields.size() + " fields, the header has " + header.size());
      }
      var byName = new LinkedHashMap<String, String>();
      for (int i = 0; i < fields.size(); i++) {
        byName.put(header.get(i).strip(), fields.get(i));
      }
      rows.add(new Row(name, begins, byName));
    }
    return rows;
  }

  private List<String> record() throws UnusableInputException {
    var fields = new ArrayList<String>();
    do {
      fields.add(field());
    } while (took(','));
    boolean ended = took('\r');
    ended |= took('\n');
    if (!ended && at < text.length()) {
      throw wrong(line, "a quoted field goes on after its closing quote");
    }
    line++;
    return fields;
  }

  private String field() throws UnusableInputException {
    if (took('"')) {
      return quoted();
    }
    int from = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private String quoted() throws UnusableInputException {
    int begins = line;
    var value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"' && !took('"')) {
        return value.toString();
      }
      if (c == '\n') {
        line++;
      }
      value.append(c);
    }
    throw wrong(begins, "a quote is never closed");
  }

  private boolean took(char wanted) {
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private UnusableInputException wrong(int where, String sentence) {
    return new UnusableInputException(name + " line " + where + ": " + sentence);
  }
}
