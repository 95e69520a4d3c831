package io.legate.yaml;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.legate.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/// Writes JSON as one YAML document for people, such that [YamlReader] reads the same back: every
/// string in quotes that could be taken for something else.
public final class YamlWriter {

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .stringQuotingChecker(new Plain())
          .build();

  /// Leaves out the quotes of what nobody could take for anything but a text.
  private static final class Plain extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;
    private static final Pattern WORDS = Pattern.compile("[A-Za-z_][A-Za-z0-9_./:@*-]*");

    @Override
    public boolean needToQuoteName(String name) {
      return !WORDS.matcher(name).matches() || name.endsWith(":") || super.needToQuoteName(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return !WORDS.matcher(value).matches()
          || value.endsWith(":")
          || super.needToQuoteValue(value);
    }
  }

  private final YAMLGenerator generator;

  private YamlWriter(YAMLGenerator generator) {
    this.generator = generator;
  }

  /// Returns the text.
  public static String write(Json.Obj document) {
    var text = new StringWriter();
    try (var generator = FACTORY.createGenerator(text)) {
      new YamlWriter(generator).value(document);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return text.toString();
  }

  private void value(Json value) throws IOException {
    switch (value) {
      case Json.Str(var string) -> generator.writeString(string);
      case Json.Num(var number) -> generator.writeNumber(number);
      case Json.Bool(var truth) -> generator.writeBoolean(truth);
      case Json.Null _ -> generator.writeNull();
      case Json.Arr(var items) -> {
        generator.writeStartArray();
        for (Json item : items) {
          value(item);
        }
        generator.writeEndArray();
      }
      case Json.Obj(var members) -> {
        generator.writeStartObject();
        for (var member : members.entrySet()) {
          generator.writeFieldName(member.getKey());
          value(member.getValue());
        }
        generator.writeEndObject();
      }
    }
  }
}
