package io.legate.app.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.legate.app.config.ConfigNode.Flag;
import io.legate.app.config.ConfigNode.Items;
import io.legate.app.config.ConfigNode.Members;
import io.legate.app.config.ConfigNode.Nothing;
import io.legate.app.config.ConfigNode.Numeral;
import io.legate.app.config.ConfigNode.Text;
import io.legate.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one YAML document into [ConfigNode]s. Of YAML only what JSON has: no aliases, no second
/// document; `yes` and `on` are texts.
final class YamlReader {

  private static final int DEPTH_MAX = 40;

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
          .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
          .build();

  private final YAMLParser parser;

  private YamlReader(YAMLParser parser) {
    this.parser = parser;
  }

  /// Returns the document's mapping; an empty one for an empty text.
  static Members read(String text) throws InvalidConfigException {
    try (var parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return new Members(1, Map.of());
      }
      var reader = new YamlReader(parser);
      var node = reader.node(1);
      if (parser.nextToken() != null) {
        throw reader.problem("a second document");
      }
      return switch (node) {
        case Members members -> members;
        case Nothing nothing -> new Members(nothing.line(), Map.of());
        case Text _, Numeral _, Flag _, Items _ ->
            throw problem(node.line(), "must be a mapping, not " + node.kind());
      };
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw problem(line, "not YAML: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw problem(0, "not readable: " + e.getMessage());
    }
  }

  private ConfigNode node(int depth) throws IOException, InvalidConfigException {
    if (depth > DEPTH_MAX) {
      throw problem("nested too deep");
    }
    if (parser.isCurrentAlias()) {
      throw problem("aliases are not read");
    }
    int line = line();
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> members(line, depth);
      case START_ARRAY -> items(line, depth);
      case VALUE_STRING -> new Text(line, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(line);
      case VALUE_TRUE, VALUE_FALSE -> new Flag(line, token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> new Nothing(line);
      case FIELD_NAME, END_OBJECT, END_ARRAY, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw problem("unexpected here");
    };
  }

  private Members members(int line, int depth) throws IOException, InvalidConfigException {
    var members = new LinkedHashMap<String, ConfigNode>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int nameLine = line();
      if (parser.isCurrentAlias() || name.equals("<<")) {
        throw problem("aliases are not read");
      }
      parser.nextToken();
      if (members.put(name, node(depth + 1)) != null) {
        throw problem(nameLine, "`" + name + "` is given twice");
      }
    }
    return new Members(line, members);
  }

  private Items items(int line, int depth) throws IOException, InvalidConfigException {
    var items = new ArrayList<ConfigNode>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(depth + 1));
    }
    return new Items(line, items);
  }

  /// YAML reads octal, hexadecimal and underscores as numbers; a person reads something else.
  private Numeral number(int line) throws IOException, InvalidConfigException {
    String text = parser.getText();
    try {
      return new Numeral(line, new Json.Num(text).text());
    } catch (IllegalArgumentException e) {
      throw problem(line, "`" + text + "` is not a plain number; quote it if it is a text");
    }
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private InvalidConfigException problem(String message) {
    return problem(line(), message);
  }

  private static InvalidConfigException problem(int line, String message) {
    return new InvalidConfigException(List.of(new ConfigProblem(line, "", message)));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
