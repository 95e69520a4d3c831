package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.legate.client.resource.UnmetObligationException.Reason;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilterTest {

  private static final Obj ROW =
      Obj.with("region", "US")
          .with("status", "active")
          .with("balance", new Json.Num("10.10"))
          .with("visits", 9007199254740993L)
          .with("vip", new Json.Bool(true))
          .with("left_on", Json.Null.NULL)
          .with("address", Obj.with("country", "US").build())
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      quoteCharacter = '`',
      value = {
        "region == 'US' -> true",
        "region == \"us\" -> false",
        "region == 'US' && status == 'active' -> true",
        "region == 'EU' || status == 'active' -> true",
        "!(region == 'US') -> false",
        "region != 'US' -> false",
        "region in ['CA', 'US'] -> true",
        "region in [] -> false",
        "region < 'UT' && region >= 'US' -> true",
        "balance == decimal('10.1') -> true",
        "balance < decimal(\"10.11\") -> true",
        "balance > 10 -> true",
        "balance <= -1 -> false",
        // One that a double would take for its neighbour.
        "visits == 9007199254740992 -> false",
        "visits == 9007199254740993 -> true",
        "vip -> true",
        "!vip -> false",
        "vip == true -> true",
        "left_on == null -> true",
        "region != null -> true",
        "left_on == 'x' -> false",
        "address.country == 'US' -> true",
        // What decides alone decides, whatever becomes of the other side.
        "region == 'EU' && missing == 1 -> false",
        "missing == 1 && region == 'EU' -> false",
        "region == 'US' || missing == 1 -> true",
        "missing == 1 || region == 'US' -> true",
      })
  void rowsAreToldExactly(String expression, boolean expected) throws Exception {
    assertThat(RowFilter.parse(expression).admits(ROW::get)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "missing == 'US'",
        "missing in ['US']",
        "missing in []",
        "!(missing == 'US')",
        "region == 1",
        "region == true",
        "visits == '9007199254740993'",
        "left_on < 3",
        "vip < true",
        "region && vip",
        "region == 'US' && missing == 1",
        "region == 'EU' || missing == 1",
        "address == 'US'",
        "address.city == 'X'",
        "region.country == 'US'",
        "1 == 'x'",
      })
  void whatCannotBeToldIsNeitherTrueNorFalse(String expression) {
    assertThatExceptionOfType(UnmetObligationException.class)
        .isThrownBy(() -> RowFilter.parse(expression).admits(ROW::get))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNMET));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "region = 'US'",
        "region == 'US' OR 1=1",
        "region == 'US'; DROP TABLE customers",
        "balance < 10.5",
        "size(region) == 2",
        "region.startsWith('U')",
        "region.matches('.*')",
        "[region].exists(r, r == 'US')",
        "has(address.country)",
        "vip ? true : false",
        "balance + 1 == 2",
        "region in status",
        "region in [status]",
        "decimal(region) == 1",
        "decimal('1e9') == balance",
        "{'a': 1}.a == 1",
        "b'US' == region",
        "1u == visits",
      })
  void whatIsNotInTheLanguageIsNotRead(String expression) {
    assertThatExceptionOfType(UnmetObligationException.class)
        .isThrownBy(() -> RowFilter.parse(expression))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }

  @Test
  void whatIsTooLongOrTooDeepIsNotRead() {
    String wide = "'" + "a".repeat(RowFilter.CHARS_MAX) + "' == region";
    String deep = "!(".repeat(40) + "vip" + ")".repeat(40);
    String deeper = "!(".repeat(800) + "vip" + ")".repeat(800);
    for (String text : new String[] {wide, deep, deeper}) {
      assertThatExceptionOfType(UnmetObligationException.class)
          .isThrownBy(() -> RowFilter.parse(text));
    }
  }
}
