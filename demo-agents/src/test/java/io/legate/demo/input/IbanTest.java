package io.legate.demo.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IbanTest {

  /// The examples of the IBAN registry.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DE89370400440532013000",
        "GB29NWBK60161331926819",
        "FR1420041010050500013M02606",
        "CH9300762011623852957",
      })
  void examplesOfTheRegistryAreValid(String iban) {
    assertThat(Iban.isValid(iban)).isTrue();
  }

  @Test
  void anyOtherDigitInAnyPlaceIsFound() {
    String iban = "DE89370400440532013000";
    for (int place = 2; place < iban.length(); place++) {
      char other = iban.charAt(place) == '9' ? '0' : (char) (iban.charAt(place) + 1);
      assertThat(Iban.isValid(iban.substring(0, place) + other + iban.substring(place + 1)))
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "DE", "de89370400440532013000", "DE89 3704 0044 0532 0130 00"})
  void otherFormsAreRefused(String text) {
    assertThat(Iban.isValid(text)).isFalse();
  }
}
