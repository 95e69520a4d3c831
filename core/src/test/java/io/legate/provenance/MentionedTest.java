package io.legate.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a text mentions, and what only looks as if it did.
class MentionedTest {

  private static Arguments text(String text, String... spans) {
    return Arguments.of(text, List.of(spans));
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        text("Go to https://a.example/x?y=1#z.", "https://a.example/x?y=1#z"),
        text("(see http://a.example/x_(y))", "http://a.example/x_(y)"),
        text("[good](https://evil.example/p)", "https://evil.example/p"),
        text(
            "<https://a.example>, \"https://b.example\"", "https://a.example", "https://b.example"),
        text("**https://a.example**", "https://a.example"),
        text("https://good.example@evil.example/", "https://good.example@evil.example/"),
        text("https:\\/\\/evil.example/x", "evil.example/x"),
        text("http:/evil.example", "evil.example"),
        text("ftp://files.example/x", "ftp://files.example/x"),
        text("https://[::1]/x", "https://[::1]/x"),
        text("://evil.example", "evil.example"),
        text("www.a.example.They say", "www.a.example.They"),
        text("www.a.example. They say", "www.a.example"),
        text("wait...evil.example", "evil.example"),
        text("evil.example:8080/x", "evil.example:8080/x"),
        text("evil.example?secret=1", "evil.example?secret=1"),
        text("DE89  3704  0044\t0532\n0130 - 00 EUR", "DE89  3704  0044\t0532\n0130 - 00"),
        text("WWW.Evil.EXAMPLE", "WWW.Evil.EXAMPLE"),
        text("ev\u200Bil.exa\u00ADmple", "evil.example"),
        text("\uFF45vil\uFF0Eexample", "evil.example"),
        text("evil\u3002example", "evil.example"),
        text("\u0435vil.example", "\u0435vil.example"),
        text("xn--e1ak.xn--p1ai", "xn--e1ak.xn--p1ai"),
        text("10.0.0.1 and 10.0.0.1/x", "10.0.0.1", "10.0.0.1/x"),
        text("report.pdf/../evil", "report.pdf/../evil"),
        text("archive.zip", "archive.zip"),
        text("Mail bob@a.example, 'sue@b.example'.", "bob@a.example", "sue@b.example"),
        text("mailto:bob@a.example?subject=x", "bob@a.example"),
        text("Bob <o'brien+1@a.example>", "o'brien+1@a.example"),
        text("bob@intranet", "bob@intranet"),
        text("bob\uFF20a.example", "bob@a.example"),
        text("to DE89370400440532013000!", "DE89370400440532013000"),
        text("DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
        text("GB29 NWBK 6016 1331 9268 19 will do", "GB29 NWBK 6016 1331 9268 19"),
        text("de89\u00A03704\u00A00044\u00A00532\u00A00130\u00A000", "de89 3704 0044 0532 0130 00"),
        text("(US133000000121212121212)", "US133000000121212121212"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void whatLeadsSomewhereIsFound(String text, List<String> spans) {
    assertThat(Mentioned.spans(text)).isEqualTo(spans);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Hello Bob. How are you?",
        "It costs 98.70 or $1,200.00, i.e. 5.5kg, e.g. at 10.30 a.m.",
        "Open report.pdf, notes.txt and data.v2.json",
        "version 1.2.3 and 1.2.3.4.5",
        "Meet @ 5, @channel, 5@6, a@, @b",
        "Ph.D., U.S.A., ... .. . - _ .com",
        "AB12 THIS TEXT GOES ON",
        "DE89",
        "\u4F60\u597D\u3002\u518D\u89C1",
        "\uD83D\uDE00.\uD83D\uDE00"
      })
  void whatLeadsNowhereIsNot(String text) {
    assertThat(Mentioned.spans(text)).isEmpty();
  }

  @Test
  void eachHasItsForm() {
    assertThat(
            Form.MENTIONS.valuesOf(
                new Json.Str(
                    "Pay DE89 3704 0044 0532 0130 00, ask Bob@A.example, see http://b.example/ or"
                        + " ftp://c.example")))
        .containsExactlyInAnyOrder(
            new Canonical(Form.URL, "b.example"),
            new Canonical(Form.MAIL, "Bob@a.example"),
            new Canonical(Form.IBAN, "DE89370400440532013000"));
  }

  /// The resource server sends spans, and the broker takes them for texts.
  @ParameterizedTest
  @MethodSource("texts")
  void aSpanMentionsItself(String text, List<String> spans) {
    for (String span : spans) {
      assertThat(Mentioned.in(span)).as(span).isEqualTo(Mentioned.in(" " + span + " "));
      var alone = Mentioned.in(span);
      assertThat(Mentioned.in(text)).as(span).containsAll(alone);
    }
  }

  @Test
  void thereIsABoundAndItIsCheap() {
    var text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("a").append(i).append(".example ");
    }
    assertThat(Mentioned.spans(text.toString())).hasSize(Mentioned.SPANS_MAX + 1);
    assertThat(Mentioned.spans("a.".repeat(60_000))).isEmpty();
    assertThat(Mentioned.spans("@".repeat(100_000))).isEmpty();
    assertThat(Mentioned.spans("://".repeat(40_000))).isEmpty();
    assertThat(Mentioned.spans("DE89 ".repeat(20_000))).hasSize(1);
  }

  /// Texts of strangers are read here, by resource servers before anything was decided: before each
  /// of these took the square of its length, which is hours.
  @ParameterizedTest
  @ValueSource(strings = {"a/", "a?", "a#", "a.1/", "a:1/", "\u0301\u0316", "\u0301\uFF9E"})
  void noTextTakesTheSquareOfItsLength(String part) {
    assertThat(Mentioned.spans("x" + part.repeat(1_000_000))).isEmpty();
  }

  @Test
  void marksBeyondThoseOfALanguageAreNotRead() {
    String marks = "\u0301".repeat(1_000_000) + "\u0316".repeat(1_000_000);
    assertThat(Mentioned.spans("a" + marks + " evil.example")).containsExactly("evil.example");
  }
}
