package io.legate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.policy.Catalogue.ArgumentType;
import io.legate.policy.Catalogue.Entry;
import io.legate.policy.Catalogue.Kind;
import io.legate.policy.Catalogue.Risk;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A deed does not become another by being spelt differently.
class DeedKeyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          DECIMAL   | "500"                       | "500.00"
          DECIMAL   | 500                         | "500"
          DECIMAL   | "0.00"                      | 0
          STRING    | 1                           | "1"
          TIMESTAMP | "2026-11-22T10:00:00Z"      | "2026-11-22T11:00:00+01:00"
          TIMESTAMP | "2026-11-22T10:00:00Z"      | "2026-11-22T10:00:00.000+00:00"
          """)
  void oneValueIsOneDeed(ArgumentType type, String one, String other) throws Exception {
    assertThat(key(type, one)).isNotNull().isEqualTo(key(type, other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          DECIMAL   | "500"                       | "500.01"
          STRING    | "1"                         | "1.0"
          TIMESTAMP | "2026-11-22T10:00:00Z"      | "2026-11-22T10:00:00+01:00"
          """)
  void anotherValueIsAnotherDeed(ArgumentType type, String one, String other) throws Exception {
    assertThat(key(type, one)).isNotNull().isNotEqualTo(key(type, other));
  }

  private static @Nullable String key(ArgumentType type, String value) throws Exception {
    var entry =
        new Entry(
            "payments.create",
            "https://erp.test",
            Kind.WRITE,
            Risk.HIGH,
            Map.of("what", type),
            List.of("what"),
            Set.of(),
            false,
            "");
    return DeedKey.of(entry, (Json.Obj) JsonReader.read("{\"what\":" + value + "}"));
  }
}
