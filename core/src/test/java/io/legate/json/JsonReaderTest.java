package io.legate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "[{\"a\":{\"b\":1,\"c\":2,\"b\":3}}]",
        "{\"\":1,\"\":2}"
      })
  void memberGivenTwiceIsRefused(String json) {
    assertRefused(json, "names a member twice");
  }

  @Test
  void membersThatOnlyLookAlikeAreTwo() throws Exception {
    assertThat(JsonReader.readObject("{\"\u00e9\":1,\"e\u0301\":2,\"E\":3,\"e\":4}").members())
        .hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800a\"",
        "\"\\udc00\\ud800\"",
        "{\"\\ud83d\":1}",
        "\"\\ud83d\\ud83d\\ude00\""
      })
  void unpairedSurrogateIsRefused(String json) {
    assertRefused(json, "has an unpaired surrogate");
  }

  @ParameterizedTest
  @CsvSource({
    "efbbbf7b7d, starts with a byte order mark",
    "fffe7b007d00, is not UTF-8",
    "22c322, is not UTF-8",
    "22eda08022, is not UTF-8",
    "22c08022, is not UTF-8",
    "22f490808022, is not UTF-8"
  })
  void bytesAreUtf8WithoutAMark(String hex, String reason) {
    assertThatThrownBy(() -> JsonReader.read(HexFormat.of().parseHex(hex)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}{}", "{} 1", "1 2", "[],", "{}}", "{}\u0000"})
  void nothingFollowsTheValue(String json) {
    assertThatThrownBy(() -> JsonReader.read(json)).isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t"})
  void emptyTextIsNoValue(String json) {
    assertRefused(json, "is empty");
  }

  @Test
  void depthHasItsEdge() throws Exception {
    int max = JsonReader.DEPTH_MAX;
    JsonReader.read("[".repeat(max) + "]".repeat(max));
    assertRefused("[".repeat(max + 1) + "]".repeat(max + 1), "is nested more than 100 deep");
  }

  @Test
  void numbersKeepTheirText() throws Exception {
    Obj object = JsonReader.readObject("{\"a\":500.00,\"b\":1e2,\"c\":-0}");
    assertThat(object.get("a")).isEqualTo(new Num("500.00"));
    assertThat(object.get("b")).isEqualTo(new Num("1e2"));
    assertThat(object.get("c")).isEqualTo(new Num("-0"));
    assertThat(new Num("1.0")).isNotEqualTo(new Num("1"));
  }

  @Test
  void endlessNumberIsRefused() {
    assertThatThrownBy(() -> JsonReader.read("1".repeat(10_000)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "\"{}\""})
  void whatIsNoObjectIsNotReadAsOne(String json) {
    assertThatThrownBy(() -> JsonReader.readObject(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage("is not an object");
  }

  private static void assertRefused(String json, String reason) {
    assertThatThrownBy(() -> JsonReader.read(json))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessage(reason);
  }
}
