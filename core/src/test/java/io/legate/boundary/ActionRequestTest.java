package io.legate.boundary;

import static io.legate.boundary.Given.json;
import static io.legate.boundary.Given.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.vectors.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionRequestTest {

  private static final String LOCATION = "https://erp.example";

  private static List<String> problems(String action, String location, String resource, Json args) {
    try {
      ActionRequest.parse(action, location, resource, args, BoundaryLimits.DEFAULT);
      return List.of();
    } catch (InvalidActionException e) {
      return e.problems().stream()
          .map(problem -> problem.pointer() + " " + problem.reason().code())
          .toList();
    }
  }

  private static List<String> argumentProblems(String arguments) {
    return problems("a.b", LOCATION, "x", json(arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "x/y",
        "/x/y",
        "invoice://acme/2026/17",
        "invoice://2026/17",
        "https://erp.example/a%20b",
        "https://erp.example:8443/caf\u00e9",
        "https://erp.example/caf%C3%A9",
        "a/.../b",
        "urn:x:y"
      })
  void resourceInNormalFormIsAccepted(String resource) {
    assertThat(problems("a.b", LOCATION, resource, Json.Obj.EMPTY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x/",
        "x//y",
        "//x",
        "x/./y",
        "x/../y",
        "..",
        "x/..;a=b/y",
        "x/ ../y",
        "x/%2e%2e/y",
        "x/%2E%2E/y",
        "x/a%2fb",
        "x/a%2Fb",
        "x/a%5Cb",
        "x/a%5cb",
        "x/a%00b",
        "x/a%252Fb",
        "x/%41",
        "x/%c3%a9",
        "x/%C0%AF",
        "x/%E0%80%AF",
        "x/%ED%A0%80",
        "x/%",
        "x/%2",
        "x/%zz",
        "x/cafe%CC%81",
        "x/cafe\u0301",
        "x/\u212B",
        "x\\y",
        "x/a\u0000",
        "x/a\nb",
        "x/a\u0085b",
        "x/*",
        "*",
        "x/a?b",
        "x/a#b",
        "invoice:",
        "invoice://",
        "invoice:///x",
        "Invoice://acme/x",
        "invoice://ACME/x",
        "invoice://acme./x",
        "invoice://u@acme/x",
        "https://erp.example:443/x",
        "https://erp.example:0443/x",
        "https://erp.example:99999/x",
        "https://127.1/x",
        "https://erp.example/",
        "https://b\u00fccher.example/x",
        "x/\uD800"
      })
  void resourceNotInNormalFormIsRefused(String resource) {
    assertThat(problems("a.b", LOCATION, resource, Json.Obj.EMPTY))
        .containsExactly("/resource not_normal_form");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "a.*",
        ".a",
        "a.",
        "a..b",
        "a b",
        "a/b",
        "\u00e4",
        "a\n",
        "a.b\u200b",
        "A\u030A"
      })
  void actionIsOneName(String action) {
    assertThat(problems(action, LOCATION, "x", Json.Obj.EMPTY)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ERP.example",
        "https://erp.example.",
        "https://erp.example:443",
        "https://a@erp.example",
        "https://erp.example ",
        "https:\\\\erp.example",
        "HTTPS://erp.example",
        "https://"
      })
  void locationNotInNormalFormIsRefused(String location) {
    assertThat(problems("a.b", location, "x", Json.Obj.EMPTY))
        .containsExactly("/location not_normal_form");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0",
        "-0",
        "0.10",
        "1e2",
        "1E2",
        "1e-7",
        "1000000000000000000",
        "9007199254740993",
        "0.1234567890123456789",
        "1e400"
      })
  void numberThatCanonicalJsonWouldChangeIsRefused(String number) {
    assertThat(argumentProblems("{'p':" + number + "}"))
        .containsExactly("/arguments/p not_normal_form");
    assertThat(argumentProblems("{'p':[{'q':" + number + "}]}"))
        .containsExactly("/arguments/p not_normal_form");
  }

  @Test
  void exactNumbersAreAccepted() {
    assertThat(argumentProblems("{'p':[0,-1,0.1,9007199254740991,100000000000000000,0.000001]}"))
        .isEmpty();
  }

  @Test
  void textNotInNormalFormIsRefusedAtAnyDepth() {
    assertThat(argumentProblems("{'p':'cafe\u0301'}"))
        .containsExactly("/arguments/p not_normal_form");
    assertThat(argumentProblems("{'p':{'cafe\u0301':1}}"))
        .containsExactly("/arguments/p not_normal_form");
    assertThat(argumentProblems("{'p':['a\\u0000']}"))
        .containsExactly("/arguments/p not_normal_form");
    assertThat(argumentProblems("{'cafe\u0301':1}"))
        .containsExactly("/arguments/cafe\u0301 invalid_value");
    assertThat(argumentProblems("{'':1}")).containsExactly("/arguments/ invalid_value");
    assertThat(argumentProblems("{'p':'two\\nlines'}")).isEmpty();
    var half = new Json.Obj(java.util.Map.of("p", new Json.Str("\uDC00")));
    assertThat(problems("a.b", LOCATION, "x", half))
        .containsExactly("/arguments/p not_normal_form");
  }

  @Test
  void sizesAreBounded() {
    var many = new java.util.LinkedHashMap<String, Json>();
    for (int i = 0; i < 65; i++) {
      many.put("p" + i, Json.Null.NULL);
    }
    assertThat(problems("a.b", LOCATION, "x", new Json.Obj(many)))
        .containsExactly("/arguments too_large");
    many.remove("p0");
    assertThat(problems("a.b", LOCATION, "x", new Json.Obj(many))).isEmpty();
    assertThat(argumentProblems("{'p':'" + "a".repeat(131_073) + "'}"))
        .containsExactly("/arguments/p too_large");
    assertThat(argumentProblems("{'p':" + "[".repeat(20) + "]".repeat(20) + "}"))
        .containsExactly("/arguments too_large");
    assertThat(problems("a.b", LOCATION, "x".repeat(2_049), Json.Obj.EMPTY))
        .containsExactly("/resource too_large");
    assertThat(problems("a".repeat(129), LOCATION, "x", Json.Obj.EMPTY))
        .containsExactly("/action invalid_value");
  }

  @Test
  void whatIsMissingOrUnknownIsToldTogether() {
    assertThatThrownBy(
            () -> ActionRequest.parse(json("{'action':1,'verb':'x'}"), BoundaryLimits.DEFAULT))
        .isInstanceOfSatisfying(
            InvalidActionException.class,
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.pointer() + " " + problem.reason().code())
                    .containsExactly(
                        "/verb unknown_member",
                        "/action wrong_type",
                        "/location missing",
                        "/resource missing"));
    assertThat(problems("a.b", LOCATION, "x", json("[]"))).containsExactly("/arguments wrong_type");
  }

  @Test
  void aValueNotInNormalFormCannotExist() {
    assertThatThrownBy(() -> new ActionRequest("a.b", LOCATION, "x/../y", Json.Obj.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void digestIsOverActionResourceAndArguments() {
    // printf '{"action":"a.b","arguments":{"p":1,"q":"\u00e4"},"resource":"x/y"}' | sha256sum
    var request = request("a.b", "x/y", "{'q':'\u00e4','p':1}");
    assertThat(request.adg()).isEqualTo("lemBa9MdbTCtQO3qLF7BCQFzgsYOfQk_28oawJDqd4I");
    assertThat(request.digest()).isEqualTo("sha-256:" + request.adg());
    assertThat(request("a.b", "x/y", "{'p':1,'q':'\u00e4'}").digest()).isEqualTo(request.digest());
    assertThat(request("a.b", "x/y", "{'p':'1','q':'\u00e4'}").digest())
        .isNotEqualTo(request.digest());
  }

  @Test
  void strangeStringsAreAcceptedOrRefusedAndNothingElse() throws Exception {
    Path file = Vectors.path("strings/blns.json");
    var strings = ((Json.Arr) JsonReader.read(Files.readAllBytes(file))).items();
    assertThat(strings).hasSizeGreaterThan(400);
    int accepted = 0;
    for (Json string : strings) {
      String text = ((Json.Str) string).value();
      var arguments = new Json.Obj(java.util.Map.of("p", string));
      accepted += problems("a.b", LOCATION, "x", arguments).isEmpty() ? 1 : 0;
      problems(text, text, text, new Json.Obj(java.util.Map.of(text, string)));
      problems("a.b", "https://" + text, "https://" + text + "/x", Json.Obj.EMPTY);
      // Whatever a constraint answers, it answers.
      var make = new Constraints(new Draw(7));
      Constraints.TYPES.forEach(type -> make.ofType(type).check(string, Given.AT_NOON));
    }
    assertThat(accepted).isGreaterThan(400);
  }

  /// Before it was looked for first, this took minutes.
  @Test
  void marksAreNotHeapedOnALetter() {
    String heap = "a" + "\u0301".repeat(60_000) + "\u0316".repeat(60_000);
    assertThat(problems("a.b", LOCATION, "x", Json.Obj.with("s", heap).build())).hasSize(1);
    assertThat(argumentProblems("{'s':'e\u0316\u0325\u0324\u0330'}")).isEmpty();
  }

  /// What stands against arguments comes in their order, and is read back from canonical form.
  @Test
  void argumentsAreInCanonicalOrderHoweverTheyWereWritten() {
    var written =
        json(
            "{\"zeta\":{\"b\":[{\"y\":1,\"x\":2}],\"a\":1},\"\ud83d\ude00\":1,\"\uff41\":2,\"a\":3}");
    var request = new ActionRequest("a.b", LOCATION, "x", (Json.Obj) written);
    assertThat(request.arguments()).isEqualTo(written);
    assertThat(request.arguments().members().keySet())
        .containsExactly("a", "zeta", "\ud83d\ude00", "\uff41");
    var within = (Json.Obj) java.util.Objects.requireNonNull(request.arguments().get("zeta"));
    assertThat(within.members().keySet()).containsExactly("a", "b");
  }
}
