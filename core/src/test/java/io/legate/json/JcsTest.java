package io.legate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The canonical form of RFC 8785, by its own examples.
class JcsTest {

  /// Section 3.2.2.
  @Test
  void printedExampleHasItsBytes() throws Exception {
    String input =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50,
                      2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;
    String expected =
        "{\"literals\":[null,true,false],"
            + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
    assertThat(Jcs.text(JsonReader.read(input))).isEqualTo(expected);
    assertThat(Jcs.bytes(JsonReader.read(input)))
        .isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
  }

  /// Section 3.2.3: by UTF-16 code units, so that the emoji comes before the Hebrew letter's
  /// presentation form.
  @Test
  void membersAreSortedByUtf16CodeUnits() throws Exception {
    String input =
        """
        {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh",
         "1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control",
         "\\u00f6":"Latin Small Letter O With Diaeresis"}
        """;
    assertThat(Jcs.text(JsonReader.read(input)))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  /// Appendix B: the double with these bits, and how it is written.
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "0000000000000002, 1e-323",
    "0000000000000003, 1.5e-323",
    "0000000000000014, 1e-322",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2",
  })
  void numbersAreWrittenAsEcmaScriptDoes(String bits, String expected) {
    double value = Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(bits));
    assertThat(Jcs.text(new Num(Double.toString(value).toLowerCase(Locale.ROOT))))
        .isEqualTo(expected);
    assertThat(Jcs.text(new Num(expected))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e400", "1e999999999", "2e308"})
  void numberBeyondADoubleHasNoForm(String number) {
    assertThatThrownBy(() -> Jcs.text(new Num(number)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Jcs.isExact(new Num(number))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "-1", "500", "0.5", "1e+21", "123456789012345"})
  void numberThatIsInFormIsExact(String number) {
    assertThat(Jcs.isExact(new Num(number))).isTrue();
    assertThat(Jcs.text(new Num(number))).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"500.00", "1.0", "-0", "1e2", "1E21", "9007199254740993", "0.10", "1e-400"})
  void numberThatWouldChangeIsNotExact(String number) {
    assertThat(Jcs.isExact(new Num(number))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "",
        "-",
        " 1",
        "1 "
      })
  void whatIsNoNumberIsNone(String text) {
    assertThatThrownBy(() -> new Num(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void everyDoubleIsReadBackAsItself(@ForAll @DoubleRange(min = -1e308, max = 1e308) double value) {
    String text = Jcs.text(new Num(Double.toString(value)));
    assertThat(Double.parseDouble(text)).isEqualTo(value == 0 ? 0.0 : value);
    assertThat(Jcs.isExact(new Num(text))).isTrue();
  }

  @Property
  void orderOfMembersDoesNotCount(@ForAll Map<String, String> members) {
    var forward = new LinkedHashMap<String, Json>();
    var backward = new LinkedHashMap<String, Json>();
    members.forEach((name, value) -> forward.put(name, new Str(value)));
    members.keySet().stream()
        .sorted(Comparator.reverseOrder())
        .forEach(name -> backward.put(name, new Str(String.valueOf(members.get(name)))));
    assertThat(Jcs.text(new Obj(backward))).isEqualTo(Jcs.text(new Obj(forward)));
  }
}
