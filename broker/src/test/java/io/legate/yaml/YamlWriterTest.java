package io.legate.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlWriterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "true",
        "null",
        "~",
        "",
        " ",
        "1",
        "1.50",
        "-0",
        "0x1F",
        "1e3",
        "2026-11-22",
        "12:30",
        "a: b",
        "a #b",
        "- a",
        "{{order}}",
        "*x",
        "&x",
        "!x",
        "%x",
        "@x",
        "`x`",
        "x\ny",
        "'",
        "\"",
        "\\",
        "erp://acme/*",
        "role:finance",
        "a,b",
        "[a]",
        "=",
        "é",
        "\u2028",
        "args.amount > 100 && !(args.payee in lists.blocked)",
        "a long text that goes on a long text that goes on a long text that goes on a long text"
            + " that goes on a long text that goes on a long text that goes on "
      })
  void aTextIsReadBackAsItWas(String text) {
    var document =
        Json.Obj.with("text", text)
            .with(text, "name")
            .with("list", Json.Arr.ofStrings(java.util.List.of(text, "x")))
            .build();
    assertReadBack(document);
  }

  @Test
  void everySortOfValueIsReadBackAsItWas() throws Exception {
    assertReadBack(
        (Json.Obj)
            JsonReader.read(
                """
                {"version":1,"a":{},"b":[],"c":[[],{}],"d":[{"x":1,"y":[true,false]}],
                 "e":123456789012345678,"f":0.25,"g":{"h":{"i":{"j":"k"}}}}
                """));
  }

  private static void assertReadBack(Json.Obj document) {
    String yaml = YamlWriter.write(document);
    var read = YamlReader.read(yaml);
    assertThat(read.faults()).as(yaml).isEmpty();
    assertThat(read.root().toJson()).as(yaml).isEqualTo(document);
  }
}
