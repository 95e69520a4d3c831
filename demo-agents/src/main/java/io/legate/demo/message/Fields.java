package io.legate.demo.message;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The members of one JSON object, asked for by name and type.
public record Fields(Json.Obj object) {

  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,18})?");

  /// Reads an object from text.
  public static Fields read(String text) throws BadMessageException {
    try {
      return new Fields(JsonReader.readObject(text));
    } catch (MalformedJsonException e) {
      throw new BadMessageException("the message " + e.getMessage());
    }
  }

  /// Reads an array's items from text.
  public static List<Json> readItems(String text) throws BadMessageException {
    try {
      if (JsonReader.read(text) instanceof Json.Arr(var items)) {
        return items;
      }
      throw new BadMessageException("the text is not an array");
    } catch (MalformedJsonException e) {
      throw new BadMessageException("the text " + e.getMessage());
    }
  }

  /// Returns a string.
  public String string(String name) throws BadMessageException {
    String value = object.string(name);
    if (value == null) {
      throw new BadMessageException("`" + name + "` is not a string");
    }
    return value;
  }

  /// Returns a string, or `otherwise` where the member is absent.
  public String string(String name, String otherwise) throws BadMessageException {
    return object.get(name) == null ? otherwise : string(name);
  }

  /// Returns a decimal number that is written as a string.
  public BigDecimal decimal(String name) throws BadMessageException {
    String text = string(name);
    if (!DECIMAL.matcher(text).matches()) {
      throw new BadMessageException("`" + name + "` is not a decimal number");
    }
    return new BigDecimal(text);
  }

  /// Returns an integer.
  public long integer(String name) throws BadMessageException {
    try {
      if (object.get(name) instanceof Json.Num number) {
        return number.exact().longValueExact();
      }
    } catch (ArithmeticException e) {
      // Said below, together with every other kind of thing that is not an integer.
    }
    throw new BadMessageException("`" + name + "` is not an integer");
  }

  /// Returns an object.
  public Fields fields(String name) throws BadMessageException {
    if (object.get(name) instanceof Json.Obj inner) {
      return new Fields(inner);
    }
    throw new BadMessageException("`" + name + "` is not an object");
  }

  /// Returns an array's items.
  public List<Json> items(String name) throws BadMessageException {
    if (object.get(name) instanceof Json.Arr(var items)) {
      return items;
    }
    throw new BadMessageException("`" + name + "` is not an array");
  }

  /// Returns an array of objects.
  public List<Fields> list(String name) throws BadMessageException {
    var all = new ArrayList<Fields>();
    for (Json item : items(name)) {
      if (!(item instanceof Json.Obj inner)) {
        throw new BadMessageException("`" + name + "` holds something other than objects");
      }
      all.add(new Fields(inner));
    }
    return all;
  }

  /// Returns an array of strings.
  public List<String> strings(String name) throws BadMessageException {
    var all = new ArrayList<String>();
    for (Json item : items(name)) {
      if (!(item instanceof Json.Str(var text))) {
        throw new BadMessageException("`" + name + "` holds something other than strings");
      }
      all.add(text);
    }
    return all;
  }
}
