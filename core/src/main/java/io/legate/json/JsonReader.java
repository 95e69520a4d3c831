package io.legate.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Null;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// Reads JSON text strictly: one value, UTF-8 without a byte order mark, no member twice, no
/// unpaired surrogate, nothing after the value, and no nesting deep enough to exhaust the stack.
///
/// It does NOT check the size of its input: callers refuse what is too long before they call.
public final class JsonReader {

  /// Objects and arrays within each other. A token or a boundary needs less than a tenth.
  public static final int DEPTH_MAX = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Buffers kept per thread are made anew for each virtual thread.
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(400)
                  .build())
          .build();

  private static final char REPLACEMENT = '\uFFFD';

  private JsonReader() {}

  /// Reads one value.
  ///
  /// @throws MalformedJsonException if the text is not acceptable, with what is wrong with it
  public static Json read(byte[] utf8) throws MalformedJsonException {
    return read(decode(utf8));
  }

  /// Reads one value.
  ///
  /// @throws MalformedJsonException if the text is not acceptable, with what is wrong with it
  public static Json read(String text) throws MalformedJsonException {
    if (text.startsWith("\uFEFF")) {
      throw new MalformedJsonException("starts with a byte order mark");
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new MalformedJsonException("is empty");
      }
      Json value = value(parser, first);
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("goes on after its end");
      }
      return value;
    } catch (MalformedJsonException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedJsonException(sentence(e));
    }
  }

  /// Reads one object.
  ///
  /// @throws MalformedJsonException if the text is not acceptable or not an object
  public static Obj readObject(byte[] utf8) throws MalformedJsonException {
    return object(read(utf8));
  }

  /// Reads one object.
  ///
  /// @throws MalformedJsonException if the text is not acceptable or not an object
  public static Obj readObject(String text) throws MalformedJsonException {
    return object(read(text));
  }

  private static Obj object(Json value) throws MalformedJsonException {
    if (value instanceof Obj object) {
      return object;
    }
    throw new MalformedJsonException("is not an object");
  }

  private static Json value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> items(parser);
      case VALUE_STRING -> new Str(wellFormed(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
      case VALUE_TRUE -> new Bool(true);
      case VALUE_FALSE -> new Bool(false);
      case VALUE_NULL -> Null.NULL;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new MalformedJsonException("has a `" + token.asString() + "` out of place");
    };
  }

  private static Obj members(JsonParser parser) throws IOException {
    var members = new Members.Collector();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = wellFormed(parser.currentName());
      members.add(name, value(parser, parser.nextToken()));
    }
    return new Obj(members.build());
  }

  private static Arr items(JsonParser parser) throws IOException {
    var items = new ArrayList<Json>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(parser, token));
    }
    return new Arr(items);
  }

  /// I-JSON (RFC 7493 section 2.1): two readers must never differ on what a string is.
  private static String wellFormed(String text) throws MalformedJsonException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new MalformedJsonException("has an unpaired surrogate");
      }
    }
    return text;
  }

  private static String decode(byte[] utf8) throws MalformedJsonException {
    var text = new String(utf8, StandardCharsets.UTF_8);
    // What is not UTF-8 was replaced by this character; it may also have been written.
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(utf8);
  }

  private static String decodeStrictly(byte[] utf8) throws MalformedJsonException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("is not UTF-8");
    }
  }

  /// Only what the sender needs: Jackson's own messages quote the input and name its classes.
  private static String sentence(IOException e) {
    String message = e.getMessage();
    if (message != null && message.contains("Duplicate field")) {
      return "names a member twice";
    }
    if (message != null && message.contains("nesting depth")) {
      return "is nested more than " + DEPTH_MAX + " deep";
    }
    return "is not JSON";
  }
}
