package io.legate.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkupTest {

  @Test
  void nothingOfItIsMarkup() {
    assertThat(Markup.text("<script>alert(\"1\" & '2')</script>"))
        .isEqualTo("&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u202e",
        "\u202a",
        "\u2066",
        "\u2069",
        "\u200f",
        "\u061c",
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\u0000",
        "\n",
        "\u0085",
        "\u2028",
        "\ue000",
        "\uffff",
        "\ud800",
        "\udb40\udc41"
      })
  void whatCannotBeSeenOrReordersIsWrittenOut(String hidden) {
    assertThat(Markup.text("a" + hidden + "b"))
        .isEqualTo("a⟨U+%04X⟩b".formatted(hidden.codePointAt(0)));
  }

  @Test
  void ordinaryTextOfAnyScriptStays() {
    for (String text : new String[] {"Größe €", "发票", "चालान", "שלום", "فاتورة", "e\u0301", "🧾"}) {
      assertThat(Markup.text(text)).isEqualTo(text);
    }
  }

  @Test
  void marksAreNotHeaped() {
    assertThat(Markup.text("a" + "\u0301".repeat(9)))
        .isEqualTo("a" + "\u0301".repeat(4) + "⟨U+0301⟩".repeat(5));
  }

  @Test
  void whatIsTooLongSaysHowLongItIs() {
    String cut = Markup.text("x".repeat(70_000));
    assertThat(cut).startsWith("xxx").endsWith("x… (70,000 characters in all)");
    assertThat(cut.length()).isLessThan(Markup.VALUE_MAX + 50);
    assertThat(Markup.text("🧾".repeat(600))).isEqualTo("🧾".repeat(600));
  }

  @Property(tries = 500)
  void noTextMakesATagOrAnEntityOfItsOwn(@ForAll String any) {
    assertThat(Markup.text(any)).doesNotContain("<", ">", "\"", "'");
    assertThat(Markup.text(any).replaceAll("&(amp|lt|gt|quot|#39);", "")).doesNotContain("&");
  }
}
