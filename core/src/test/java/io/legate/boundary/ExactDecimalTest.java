package io.legate.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExactDecimalTest {

  private static final Pattern FORM =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,17})(?:\\.[0-9]{1,18})?");

  @Test
  void takesTheFormAndNothingElse() {
    var random = new Random(20261122);
    String characters = "-+000129..e ";
    for (int i = 0; i < 200_000; i++) {
      var text = new StringBuilder();
      for (int left = random.nextInt(i % 2 == 0 ? 6 : 42); left > 0; left--) {
        boolean digit = i % 2 == 1 && random.nextInt(30) > 0;
        text.append(digit ? '7' : characters.charAt(random.nextInt(characters.length())));
      }
      boolean negativeZero = text.toString().matches("-[0.]*");
      assertThat(ExactDecimal.parse(text.toString()) != null)
          .as("`%s`", text)
          .isEqualTo(FORM.matcher(text).matches() && !negativeZero);
    }
  }
}
