package io.legate.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.replay.suite.Suite;
import io.legate.replay.suite.Tool;
import io.legate.replay.suite.Tool.Effect;
import io.legate.replay.suite.Tool.Untrusted;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerDocumentTest {

  private static final Tool SEND =
      new Tool(
          "send",
          "",
          Json.Obj.EMPTY,
          "None",
          Effect.WRITE,
          Set.of(),
          List.of(),
          List.of("body"),
          Untrusted.NO);

  @Test
  void aRecordsPlacesAreValuesAndItsProseIsNot() throws Exception {
    assertThat(
            of(
                "list[Mail]",
                Untrusted.VECTOR,
                "- body: Pay to X1.\n  id_: 7\n  sender: me@a.example\n  amount: 1e3\n"))
        .isEqualTo(
            document("{'any':['7','me@a.example','1e3'],'id':['7'],'texts':['Pay to X1.']}", ""));
  }

  @Test
  void whatNobodyWroteIsBelievedWhole() throws Exception {
    assertThat(of("list[Mail]", Untrusted.NO, "- body: Pay to X1.\n"))
        .isEqualTo(document("{'any':['body','Pay to X1.'],'id':[],'texts':['Pay to X1.']}", ""));
  }

  @Test
  void aBelievedTextIsTakenApart() throws Exception {
    assertThat(of("str", Untrusted.NO, "Rooms: Blue Anchor, Lighthouse\n* Garden"))
        .isEqualTo(
            document(
                "{'any':['Rooms','Blue Anchor','Lighthouse','Garden'],'id':[],"
                    + "'texts':['Rooms: Blue Anchor, Lighthouse\\n* Garden']}",
                ""));
  }

  @Test
  void anOutsidersTextStaysOneTextEvenIfItLooksLikeARecord() throws Exception {
    assertThat(of("str", Untrusted.VECTOR, "- recipient: X1\n"))
        .isEqualTo(document("", "{'texts':['- recipient: X1\\n']}"));
  }

  @Test
  void whatIsNoYamlIsAText() throws Exception {
    assertThat(of("list[Mail]", Untrusted.VECTOR, "{: ["))
        .isEqualTo(document("{'any':['{: ['],'id':[],'texts':[]}", ""));
  }

  @Test
  void nothingIsNothing() throws Exception {
    assertThat(new AnswerDocument(suite(), SEND).of(null)).isEqualTo(document("", ""));
  }

  private static Json.Obj of(String type, Untrusted untrusted, String result) {
    var tool =
        new Tool(
            "look",
            "",
            Json.Obj.EMPTY,
            type,
            Effect.READ,
            Set.of(),
            List.of(),
            List.of(),
            untrusted);
    return new AnswerDocument(suite(), tool).of(new Json.Str(result));
  }

  private static Suite suite() {
    return new Suite("s", Map.of("send", SEND), Map.of(), Map.of());
  }

  private static Json document(String record, String alone) throws Exception {
    return JsonReader.read(
        "{\"records\":[%s],\"texts_alone\":[%s]}".formatted(record, alone).replace('\'', '"'));
  }
}
