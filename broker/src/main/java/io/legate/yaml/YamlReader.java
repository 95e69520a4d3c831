package io.legate.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.legate.json.Json;
import io.legate.yaml.YamlNode.Flag;
import io.legate.yaml.YamlNode.Items;
import io.legate.yaml.YamlNode.Members;
import io.legate.yaml.YamlNode.Nothing;
import io.legate.yaml.YamlNode.Numeral;
import io.legate.yaml.YamlNode.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;

/// Reads one YAML document into [YamlNode]s. Of YAML only what JSON has: no aliases, no tags, no
/// key twice, no second document; `yes` and `on` are texts.
///
/// It does NOT check the size of its input: callers refuse what is too long before they call.
public final class YamlReader {

  private static final int DEPTH_MAX = 40;

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
          .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
          .build();

  private final YAMLParser parser;
  private final List<Fault> faults = new ArrayList<>();

  private YamlReader(YAMLParser parser) {
    this.parser = parser;
  }

  /// One thing that is wrong with a text.
  ///
  /// @param line counted from 1; 0 where it is about the whole
  /// @param message as a sentence without a full stop
  public record Fault(int line, String message) {}

  /// What a text says.
  ///
  /// @param root its mapping; an empty one for an empty text, or for one that could not be read
  /// @param faults everything that is wrong with it; what is in order is in `root` all the same
  public record Document(Members root, List<Fault> faults) {
    public Document {
      faults = List.copyOf(faults);
    }
  }

  /// Reads a text.
  public static Document read(String text) {
    try (var parser = FACTORY.createParser(text)) {
      var reader = new YamlReader(parser);
      return new Document(reader.document(), reader.faults);
    } catch (IOException e) {
      return failed(e);
    }
  }

  private static Document failed(IOException e) {
    int line = 0;
    String message = String.valueOf(e.getMessage());
    if (e instanceof JsonProcessingException syntax) {
      line = syntax.getLocation() == null ? 0 : syntax.getLocation().getLineNr();
      message = syntax.getOriginalMessage();
    }
    String first = message.lines().findFirst().orElse("");
    return new Document(Members.none(1), List.of(new Fault(line, "not YAML: " + first)));
  }

  private Members document() throws IOException {
    if (parser.nextToken() == null) {
      return Members.none(1);
    }
    YamlNode node = node(1);
    if (parser.nextToken() != null) {
      fault(line(), "a second document");
    }
    return switch (node) {
      case Members members -> members;
      case Nothing nothing -> Members.none(nothing.line());
      case Text _, Numeral _, Flag _, Items _ -> {
        fault(node.line(), "must be a mapping, not " + node.kind());
        yield Members.none(node.line());
      }
    };
  }

  private YamlNode node(int depth) throws IOException {
    int line = line();
    if (depth > DEPTH_MAX) {
      fault(line, "nested too deep");
      parser.skipChildren();
      return new Nothing(line);
    }
    if (parser.isCurrentAlias()) {
      fault(line, "aliases are not read");
      return new Nothing(line);
    }
    if (parser.getTypeId() != null) {
      fault(line, "tags are not read");
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> members(line, depth);
      case START_ARRAY -> items(line, depth);
      case VALUE_STRING -> new Text(line, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(line);
      case VALUE_TRUE, VALUE_FALSE -> new Flag(line, token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> new Nothing(line);
      case FIELD_NAME, END_OBJECT, END_ARRAY, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> {
        fault(line, "unexpected here");
        yield new Nothing(line);
      }
    };
  }

  private Members members(int line, int depth) throws IOException {
    var members = new LinkedHashMap<String, YamlNode>();
    var lines = new HashMap<String, Integer>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int nameLine = line();
      if (name.equals("<<")) {
        fault(nameLine, "aliases are not read");
      }
      parser.nextToken();
      YamlNode value = node(depth + 1);
      if (members.putIfAbsent(name, value) == null) {
        lines.put(name, nameLine);
      } else {
        fault(nameLine, "`" + name + "` is given twice");
      }
    }
    return new Members(line, members, lines);
  }

  private Items items(int line, int depth) throws IOException {
    var items = new ArrayList<YamlNode>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(depth + 1));
    }
    return new Items(line, items);
  }

  /// YAML reads octal, hexadecimal and underscores as numbers; a person reads something else.
  private YamlNode number(int line) throws IOException {
    String text = parser.getText();
    try {
      return new Numeral(line, new Json.Num(text).text());
    } catch (IllegalArgumentException e) {
      fault(line, "`" + text + "` is not a plain number; quote it if it is a text");
      return new Nothing(line);
    }
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private void fault(int line, String message) {
    faults.add(new Fault(line, message));
  }
}
