package io.legate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.boundary.BoundaryLimits;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section `carry_labels`, and each thing that can be wrong with it.
class CarryReaderTest {

  @Test
  void itNamesLabelsAndATime() throws Exception {
    assertThat(read("{\"labels\":[\"a\",\"b.c\"],\"for\":\"P365D\"}"))
        .isEqualTo(new CarryOver(Set.of("a", "b.c"), Duration.ofDays(365)));
  }

  @Test
  void withoutItNothingIsCarried() throws Exception {
    assertThat(bundle("{\"version\":1}").policy().carryOver()).isEqualTo(CarryOver.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "[]|/carry_labels: must be an object",
        "{\"labels\":[\"a\"]}|/carry_labels/for: must be there",
        "{\"for\":\"P7D\"}|/carry_labels/labels: must be there",
        "{\"labels\":[],\"for\":\"P7D\"}|/carry_labels/labels: must not be empty",
        "{\"labels\":\"a\",\"for\":\"P7D\"}|/carry_labels/labels: must be a list",
        "{\"labels\":[\"a\",\"a\"],\"for\":\"P7D\"}|/carry_labels/labels/1: is there twice",
        "{\"labels\":[\"A b\"],\"for\":\"P7D\"}"
            + "|/carry_labels/labels/0: must be a label such as `untrusted_content`",
        "{\"labels\":[\"a\"],\"for\":7}|/carry_labels/for: must be a string",
        "{\"labels\":[\"a\"],\"for\":\"P366D\"}|/carry_labels/for: must be an ISO 8601 duration of"
            + " whole seconds up to `PT8760H`, such as `PT5M`",
        "{\"labels\":[\"a\"],\"for\":\"PT0S\"}|/carry_labels/for: must be an ISO 8601 duration of"
            + " whole seconds up to `PT8760H`, such as `PT5M`",
        "{\"labels\":[\"a\"],\"for\":\"P7D\",\"to\":\"all\"}|/carry_labels/to: is not known here"
      })
  void whatIsWrongIsToldWithItsPlace(String section, String problem) {
    var refused = catchThrowableOfType(InvalidBundleException.class, () -> read(section));
    assertThat(refused.problems().stream().map(each -> each.pointer() + ": " + each.sentence()))
        .containsExactly(problem);
  }

  private static CarryOver read(String section) throws Exception {
    return bundle("{\"version\":1,\"carry_labels\":%s}".formatted(section)).policy().carryOver();
  }

  private static Bundle bundle(String text) throws Exception {
    return Bundle.parse((Json.Obj) JsonReader.read(text), Conditions.NONE, BoundaryLimits.DEFAULT);
  }
}
