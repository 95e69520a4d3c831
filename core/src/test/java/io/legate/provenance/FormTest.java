package io.legate.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.vectors.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What fits each form, and which spellings are one value. A value that does not fit is `-`.
class FormTest {

  private static String canonical(Form form, Json value) {
    var values = form.valuesOf(value);
    return values.isEmpty() ? "-" : values.getFirst().text();
  }

  private static Json json(String text) throws Exception {
    return JsonReader.read(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          IDENTIFIER | "V-1"                       | V-1
          IDENTIFIER | "v-1"                       | v-1
          IDENTIFIER | "V 1"                       | -
          IDENTIFIER | "V\\u00a01"                 | -
          IDENTIFIER | "V\\u200b1"                 | -
          IDENTIFIER | "V\\n"                      | -
          IDENTIFIER | ""                          | -
          IDENTIFIER | 17                          | 17
          IDENTIFIER | -17                         | -17
          IDENTIFIER | 1.5                         | -
          IDENTIFIER | true                        | true
          IDENTIFIER | null                        | -
          IDENTIFIER | ["V-1"]                     | -
          IDENTIFIER | "e\\u0301"                  | é
          DECIMAL    | "98.70"                     | 98.7
          DECIMAL    | 98.7                        | 98.7
          DECIMAL    | 98.70                       | 98.7
          DECIMAL    | "98,70"                     | -
          DECIMAL    | "$98.70"                    | -
          DECIMAL    | "+98.7"                     | -
          DECIMAL    | "098.7"                     | 98.7
          DECIMAL    | "-0.00"                     | 0
          DECIMAL    | "100"                       | 100
          DECIMAL    | 1e2                         | 100
          DECIMAL    | "1e2"                       | -
          DECIMAL    | 1e999999999                 | -
          DECIMAL    | 1e99999999999               | -
          DECIMAL    | 1e-999999999                | -
          DECIMAL    | "999999999999999999.999"    | 999999999999999999.999
          DECIMAL    | "1000000000000000000"       | -
          DECIMAL    | "0.0000000000000000001"     | -
          DECIMAL    | "."                         | -
          DECIMAL    | "\\u0661"                   | -
          DECIMAL    | true                        | -
          """)
  void eachFormHasOneSpelling(Form form, String json, String expected) throws Exception {
    assertThat(canonical(form, json(json))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          MAIL       | "Bob@Example.COM"           | Bob@example.com
          MAIL       | "bob@example.com."          | bob@example.com
          MAIL       | "Bob <bob@example.com>"     | -
          MAIL       | "mailto:bob@example.com"    | -
          MAIL       | "bob@evil.com@example.com"  | -
          MAIL       | " bob@example.com"          | -
          MAIL       | "@example.com"              | -
          MAIL       | "bob@"                      | -
          MAIL       | "bob..x@example.com"        | -
          MAIL       | "b\\u043eb@example.com"     | -
          MAIL       | "bob@ex\\u0430mple.com"     | bob@xn--exmple-4nf.com
          MAIL       | "o'brien+x@example.com"     | o'brien+x@example.com
          IBAN       | "DE89 3704 0044 0532 0130 00" | DE89370400440532013000
          IBAN       | "de89370400440532013000"    | DE89370400440532013000
          IBAN       | "DE89\\u00a03704004405320130" | DE893704004405320130
          IBAN       | "DE89-3704-0044-0532-0130-00" | -
          IBAN       | "DE8937"                    | -
          IBAN       | "89DE370400440532013000"    | -
          IBAN       | "D\\u041589370400440532013000" | -
          IBAN       | "US133000000121212121212"   | US133000000121212121212
          URL        | "https://Example.com/A/"    | example.com/A
          URL        | "http://example.com./A"     | example.com/A
          URL        | "HTTPS://EXAMPLE.COM"       | example.com
          URL        | "example.com/A"             | example.com/A
          URL        | "https://example.com:443/"  | example.com
          URL        | "http://example.com:443/"   | example.com:443
          URL        | "https://example.com/?q=1"  | example.com/?q=1
          URL        | "https://example.com#x"     | example.com#x
          URL        | "https://a@example.com/"    | -
          URL        | "https://good.com\\\\@evil.com/" | -
          URL        | "https://example.com/a b"   | -
          URL        | "https://localhost/a"       | localhost/a
          URL        | "localhost/a"               | -
          URL        | "ftp://example.com/a"       | -
          URL        | "//example.com"             | -
          URL        | "https://"                  | -
          URL        | "https://[::1]:80/"         | [::1]:80
          URL        | "https://ex\\u0430mple.com" | xn--exmple-4nf.com
          URL        | "https://fa\\u00df.de/"     | -
          URL        | "https://\\u0435\\u0445.com/x" | xn--e1a6a.com/x
          URL        | "https://example.com:0/"    | -
          TEXT       | " A  b "                    | ' A  b '
          TEXT       | ""                          | -
          TEXT       | "a\\u0000"                  | -
          TEXT       | 5                           | -
          """)
  void eachAddressAndAccountHasOneSpelling(Form form, String json, String expected)
      throws Exception {
    assertThat(canonical(form, json(json))).isEqualTo(expected);
  }

  @Test
  void lengthsAreBounded() {
    assertThat(Form.TEXT.valuesOf(new Json.Str("a".repeat(256)))).hasSize(1);
    assertThat(Form.TEXT.valuesOf(new Json.Str("a".repeat(257)))).isEmpty();
    assertThat(Form.IDENTIFIER.valuesOf(new Json.Str("a".repeat(128)))).hasSize(1);
    assertThat(Form.IDENTIFIER.valuesOf(new Json.Str("a".repeat(129)))).isEmpty();
    assertThat(Form.IBAN.valuesOf(new Json.Str("DE89" + "1".repeat(30)))).hasSize(1);
    assertThat(Form.IBAN.valuesOf(new Json.Str("DE89" + "1".repeat(31)))).isEmpty();
    assertThat(Form.MAIL.valuesOf(new Json.Str("a".repeat(65) + "@b.example"))).isEmpty();
    assertThat(Form.URL.valuesOf(new Json.Str("a.example/" + "x".repeat(3_000)))).isEmpty();
    // What normalization form C makes longer.
    assertThat(Form.TEXT.valuesOf(new Json.Str("\u0958".repeat(200)))).isEmpty();
  }

  @Test
  void halfOfAPairFitsNothing() {
    for (Form form : Form.values()) {
      assertThat(form.valuesOf(new Json.Str("a\uD800"))).as(form.code()).isEmpty();
    }
  }

  @Test
  void aValueIsLookedUpUnderEveryFormThatItFits() {
    assertThat(Form.allOf(new Json.Str("17.50")))
        .containsExactly(
            new Canonical(Form.TEXT, "17.50"),
            new Canonical(Form.IDENTIFIER, "17.50"),
            new Canonical(Form.DECIMAL, "17.5"),
            new Canonical(Form.URL, "17.50"));
    assertThat(Form.allOf(new Json.Num("17")))
        .containsExactly(new Canonical(Form.IDENTIFIER, "17"), new Canonical(Form.DECIMAL, "17"));
    assertThat(Form.allOf(Json.Null.NULL)).isEmpty();
  }

  /// What the broker is told of a value has to be the value again.
  @Test
  void theOneSpellingIsItsOwn() throws Exception {
    var strings =
        ((Json.Arr) JsonReader.read(Files.readAllBytes(Vectors.path("strings/blns.json")))).items();
    assertThat(strings).hasSizeGreaterThan(400);
    int fitting = 0;
    for (Json string : strings) {
      for (Canonical value : Form.allOf(string)) {
        fitting++;
        String again = value.form() == Form.URL ? "http://" + value.text() : value.text();
        assertThat(value.form().valuesOf(new Json.Str(again))).containsExactly(value);
      }
      for (Canonical value : Form.MENTIONS.valuesOf(string)) {
        assertThat(value.form()).isIn(List.of(Form.MAIL, Form.IBAN, Form.URL));
      }
    }
    assertThat(fitting).isGreaterThan(400);
  }

  @Test
  void aFormIsNamedInTheCatalogue() {
    assertThat(Form.of("identifier")).isEqualTo(Form.IDENTIFIER);
    assertThat(Form.of("IDENTIFIER")).isNull();
  }

  @Test
  void everyFormIsStatedInTheSpecification() throws Exception {
    String spec = Files.readString(Path.of("..", "docs", "spec", "provenance.md"));
    for (Form form : Form.values()) {
      assertThat(spec).contains("| `" + form.code() + "` |");
    }
  }
}
