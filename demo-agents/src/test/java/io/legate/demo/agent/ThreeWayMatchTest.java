package io.legate.demo.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.demo.message.Case;
import io.legate.demo.message.Payment;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreeWayMatchTest {

  @Test
  void invoiceThatAddsUpAndHasArrivedIsInOrder() {
    assertThat(objection("100.00", "19.00", "100.00", "119.00", "5", "5")).isEmpty();
  }

  @Test
  void roundingOfEachLineIsNoObjection() {
    assertThat(objection("100.00", "19.00", "99.95", "119.05", "5", "5")).isEmpty();
    assertThat(objection("100.00", "19.00", "99.94", "119.00", "5", "5")).contains("add up");
    assertThat(objection("100.00", "19.00", "100.00", "119.06", "5", "5")).contains("add up");
  }

  @Test
  void moreThanHasArrivedWaits() {
    assertThat(objection("100.00", "0", "100.00", "100.00", "5.01", "5"))
        .isEqualTo("it bills 5.01 and 5 have arrived");
    assertThat(objection("100.00", "0", "100.00", "100.00", "1", "0")).contains("arrived");
  }

  @Test
  void nothingToPayWaits() {
    assertThat(objection("0.00", "0", "0.00", "0.00", "1", "5")).contains("nothing to pay");
    assertThat(objection("-5.00", "0", "-5.00", "-5.00", "1", "5")).contains("nothing to pay");
  }

  private static String objection(
      String net, String tax, String lines, String payable, String quantity, String received) {
    var payment =
        new Payment("PO-1", "V-1", "I-1", "EUR", new BigDecimal(payable), "DE89370400440532013000");
    var invoice =
        new Case(
            "a.xml",
            new BigDecimal(net),
            new BigDecimal(tax),
            new BigDecimal(lines),
            new BigDecimal(quantity),
            payment,
            "",
            "a@b.example",
            List.of());
    return ThreeWayMatch.objection(invoice, new BigDecimal(received)).orElse("");
  }
}
