package io.legate.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpUriTest {

  @ParameterizedTest
  @CsvSource({
    "https://erp.test/payments, https://erp.test/payments",
    "HTTPS://ERP.test:443, https://erp.test/",
    "https://erp.test/a/../b, https://erp.test/b",
    "https://erp.test/a/.b, https://erp.test/a/.b",
    "https://erp.test/%7ea%2f, https://erp.test/~a%2F",
    "https://erp.test/a?b=c, https://erp.test/a",
    "https://erp.test/a//b, https://erp.test/a//b",
    "https://10.0.0.1/a, https://10.0.0.1/a",
  })
  void isWrittenInOneWay(String text, String normal) {
    assertThat(HttpUri.normalised(text)).isEqualTo(normal);
  }

  @Test
  void whatLooksNormalIsWhatParsingMakesOfIt() {
    var random = new Random(20261122);
    String characters = "aaabz.../-1%:?#@~_A é";
    for (int i = 0; i < 200_000; i++) {
      var text = new StringBuilder("https://");
      for (int left = random.nextInt(12); left > 0; left--) {
        text.append(characters.charAt(random.nextInt(characters.length())));
      }
      assertThat(HttpUri.normalised(text.toString())).isEqualTo(HttpUri.parsed(text.toString()));
    }
  }
}
