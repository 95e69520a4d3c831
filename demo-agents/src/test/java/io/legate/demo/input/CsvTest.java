package io.legate.demo.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

  @Test
  void quotedFieldsHoldCommasQuotesAndLineBreaks() throws Exception {
    var rows = Csv.parse("t.csv", "a,b\n\"x, \"\"y\"\"\nz\",2\r\n3,4");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).required("a")).isEqualTo("x, \"y\"\nz");
    assertThat(rows.get(1).required("b")).isEqualTo("4");
    assertThat(rows.get(1).line()).isEqualTo(4);
  }

  @Test
  void emptyLinesAreNoRows() throws Exception {
    assertThat(Csv.parse("t.csv", "a\n\n1\n\n")).hasSize(1);
  }

  @Test
  void rowOfAnotherLengthIsRefusedWithItsLine() {
    assertThatThrownBy(() -> Csv.parse("t.csv", "a,b\n1,2\n3\n"))
        .isInstanceOf(UnusableInputException.class)
        .hasMessage("t.csv line 3: 1 fields, the header has 2");
  }

  @Test
  void quoteThatIsNeverClosedIsRefused() {
    assertThatThrownBy(() -> Csv.parse("t.csv", "a\n\"1\n2\n"))
        .hasMessage("t.csv line 2: a quote is never closed");
  }

  @Test
  void textAfterAClosingQuoteIsRefused() {
    assertThatThrownBy(() -> Csv.parse("t.csv", "a\n\"1\"2\n"))
        .hasMessage("t.csv line 2: a quoted field goes on after its closing quote");
  }

  @Test
  void missingFieldIsNamed() throws Exception {
    var row = Csv.parse("t.csv", "a,b\n1,\n").getFirst();
    assertThatThrownBy(() -> row.required("b")).hasMessage("t.csv line 2: `b` is missing");
    assertThatThrownBy(() -> row.required("c")).hasMessage("t.csv line 2: `c` is missing");
  }

  @Test
  void fileThatIsMissingTooLongOrNotUtf8IsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("t.csv");
    assertThatThrownBy(() -> Csv.read(file)).hasMessageContaining("missing");
    Files.write(file, new byte[(int) Csv.BYTES_MAX + 1]);
    assertThatThrownBy(() -> Csv.read(file)).hasMessageContaining("over");
    Files.write(file, "a\nCaf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Csv.read(file)).hasMessageContaining("not UTF-8");
  }
}
