package io.legate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.json.Json.Arr;
import io.legate.json.Json.Str;
import io.legate.vectors.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The files of JSONTestSuite: `n_` must be refused, `y_` accepted, `i_` is for us to say.
class JsonTestSuiteTest {

  /// Correct JSON that I-JSON refuses (RFC 7493 section 2.3: no member twice).
  private static final Set<String> REFUSED_BY_I_JSON =
      Set.of("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json");

  /// What we accept of what the grammar leaves open: numbers, kept as text, of any size that a
  /// digest may still refuse.
  private static final Set<String> ACCEPTED_OF_THE_OPEN_ONES =
      Set.of(
          "i_number_double_huge_neg_exp.json",
          "i_number_huge_exp.json",
          "i_number_neg_int_huge_exp.json",
          "i_number_pos_double_huge_exp.json",
          "i_number_real_neg_overflow.json",
          "i_number_real_pos_overflow.json",
          "i_number_real_underflow.json",
          "i_number_too_big_neg_int.json",
          "i_number_too_big_pos_int.json",
          "i_number_very_big_negative_int.json");

  @Test
  void whatIsNotJsonIsNeverAccepted() throws Exception {
    assertThat(accepted("n_")).isEmpty();
    assertThat(files("n_")).hasSizeGreaterThan(180);
  }

  @Test
  void whatIsJsonIsAcceptedUnlessItSaysAThingTwice() throws Exception {
    var refused = new ArrayList<>(files("y_"));
    refused.removeAll(accepted("y_"));
    assertThat(refused).containsExactlyInAnyOrderElementsOf(REFUSED_BY_I_JSON);
  }

  @Test
  void whatTheGrammarLeavesOpenHasItsOutcome() throws Exception {
    assertThat(accepted("i_")).containsExactlyInAnyOrderElementsOf(ACCEPTED_OF_THE_OPEN_ONES);
  }

  @Test
  void whatIsAcceptedHasOneCanonicalForm() throws Exception {
    for (String name : accepted("y_")) {
      Json value = JsonReader.read(Files.readAllBytes(folder().resolve(name)));
      byte[] canonical = Jcs.bytes(value);
      assertThat(Jcs.bytes(JsonReader.read(canonical))).as(name).isEqualTo(canonical);
    }
  }

  @Test
  void naughtyStringsSurvive() throws Exception {
    var strings = (Arr) JsonReader.read(Files.readAllBytes(Vectors.path("strings/blns.json")));
    assertThat(strings.items()).hasSizeGreaterThan(500);
    for (Json string : strings.items()) {
      var value = (Str) string;
      assertThat(JsonReader.read(Jcs.text(value))).isEqualTo(value);
    }
  }

  @Test
  void nestingOf20000IsRefusedWithoutExhaustingTheStack() {
    for (String open : List.of("[", "{\"a\":", "[{\"a\":")) {
      assertThatThrownBy(() -> JsonReader.read(open.repeat(20_000)))
          .isInstanceOf(MalformedJsonException.class)
          .hasMessageContaining("nested");
    }
  }

  private static Path folder() {
    return Vectors.path("jsontestsuite/test_parsing");
  }

  private static List<String> files(String prefix) throws IOException {
    try (var files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  private static List<String> accepted(String prefix) throws IOException {
    var accepted = new ArrayList<String>();
    for (String name : files(prefix)) {
      try {
        JsonReader.read(Files.readAllBytes(folder().resolve(name)));
        accepted.add(name);
      } catch (MalformedJsonException e) {
        assertThat(e.getMessage()).doesNotContain("com.fasterxml").hasSizeLessThan(100);
      }
    }
    return accepted;
  }
}
