package io.legate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

  private static final KnownValues KNOWN =
      new KnownValues("user:corp:alice", "corp", "alice", "agent:o", Map.of("region", "emea"));

  @Test
  void aWholeStringBecomesTheValueWithItsType() throws Exception {
    String filled =
        fill(
            """
            {"n": {"type": "integer"}, "b": {"type": "boolean"}, "l": {"type": "strings"}}
            """,
            """
            "arguments": {"a": {"constraint_type": "exact", "value": "{{n}}"},
                          "b": {"constraint_type": "exact", "value": "{{b}}"},
                          "c": {"constraint_type": "one_of", "values": "{{l}}"}}
            """,
            "{\"n\": 5, \"b\": true, \"l\": [\"x/*\", \"y\"]}");
    assertThat(filled).contains("\"value\":5", "\"value\":true", "\"values\":[\"x/*\",\"y\"]");
  }

  @Test
  void forEachMakesOnePermissionForEachValue() throws Exception {
    Json.Arr filled =
        template(
                "{\"orders\": {\"type\": \"strings\"}}",
                """
                "for_each": {"parameter": "orders", "as": "order"},
                "resources": ["erp://acme/{{order}}/*"]
                """)
            .fill(object("{\"orders\": [\"po-1\", \"po-2\"]}"), KNOWN.byName());
    Boundary boundary = Boundary.parse(filled, BoundaryLimits.DEFAULT);
    assertThat(boundary.permissions())
        .extracting(permission -> permission.resources().getFirst().toString())
        .containsExactly("erp://acme/po-1/*", "erp://acme/po-2/*");
  }

  @Test
  void anEmptyListForEachIsRefused() {
    assertThat(
            refused(
                "{\"orders\": {\"type\": \"strings\"}}",
                "\"for_each\": {\"parameter\": \"orders\", \"as\": \"order\"}",
                "{\"orders\": []}"))
        .isEqualTo("`orders` must not be empty: it would permit nothing");
  }

  @Test
  void subjectAndOpenerAreKnownWithoutBeingGiven() throws Exception {
    assertThat(
            fill(
                "{}",
                """
                "resources": ["email://inbox/{{subject.sub}}/*", "crm://{{opener.attributes.region}}/*",
                              "by/{{opener.id}}/{{subject.provider}}/{{subject.id}}"]
                """,
                "{}"))
        .contains("email://inbox/alice/*", "crm://emea/*", "by/agent:o/corp/user:corp:alice");
  }

  @Test
  void whatIsNotKnownOfThisOpenerIsNamed() {
    assertThat(refused("{}", "\"resources\": [\"{{opener.attributes.team}}/*\"]", "{}"))
        .startsWith("`opener.attributes.team` is no parameter");
  }

  /// A value can fill its place and nothing else.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "a/*",
        "a/b",
        "../b",
        "..",
        ".",
        "a\\b",
        "a{{order}}",
        "{{subject.id}}",
        "a#b",
        "a?b",
        "a%2fb",
        "a b",
        "a\"b",
        "a'b",
        "a,b",
        "a\u202eb",
        "a;b",
        "a|b",
        "a\u0000b",
        "a\nb",
        "a\uff0fb",
        "",
        "e\u0301"
      })
  void aValueNeverWidensAResource(String value) {
    String json = Jcs.text(Json.Obj.with("order", value).build());
    assertThat(
            refused(
                "{\"order\": {\"type\": \"string\"}}",
                "\"resources\": [\"erp://acme/orders/{{order}}/*\"]",
                json))
        .startsWith("`order` ");
    assertThat(
            refused("{\"order\": {\"type\": \"string\"}}", "\"resources\": [\"{{order}}\"]", json))
        .startsWith("`order` ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil@host", "host:99", "a/b", "a*"})
  void aValueNeverMovesTheHost(String value) {
    String json = Jcs.text(Json.Obj.with("h", value).build());
    assertThat(
            refused(
                "{\"h\": {\"type\": \"string\"}}",
                "\"resources\": [\"erp://{{h}}.example/x/*\"]",
                json))
        .startsWith("`h` ");
  }

  @Test
  void aValueInAnExpressionIsALiteral() throws Exception {
    assertThat(
            fill(
                "{\"r\": {\"type\": \"string\"}, \"n\": {\"type\": \"integer\"}}",
                "\"conditions\": [\"args.region == {{r}} && args.n < {{n}}\", \"{{r}}\"]",
                "{\"r\": \"x' || true || 'y\", \"n\": -5}"))
        .contains(
            "args.region == 'x\\\\U00000027 \\\\U0000007c\\\\U0000007c true"
                + " \\\\U0000007c\\\\U0000007c \\\\U00000027y' && args.n < -5");
  }

  @Test
  void aValueHasNoPlaceInAPattern() {
    assertThat(
            refused(
                "{\"p\": {\"type\": \"string\"}}",
                """
                "arguments": {"a": {"constraint_type": "pattern", "pattern": "{{p}}"}}
                """,
                "{\"p\": \"x\"}"))
        .isEqualTo("`p` has no place there");
  }

  @Test
  void aValueDoesNotChooseTheKindOfConstraint() {
    assertThat(
            refused(
                "{\"p\": {\"type\": \"string\"}}",
                """
                "arguments": {"value": {"constraint_type": "{{p}}"}}
                """,
                "{\"p\": \"wildcard\"}"))
        .isEqualTo("`p` has no place there");
  }

  @Test
  void everyParameterThatIsWrongIsNamed() {
    assertThat(
            refused(
                """
                {"n": {"type": "integer", "min": 1, "max": 9}, "o": {"type": "string", "one_of": ["x"]},
                 "p": {"type": "string", "pattern": "po-[0-9]+"}, "q": {"type": "decimal"}}
                """,
                "\"labels\": {}",
                "{\"n\": 10, \"o\": \"y\", \"p\": \"po-1x\", \"z\": 1}"))
        .isEqualTo(
            "`z` is no parameter, `n` must be from 1 to 9, `o` is none of the values there are");
  }

  @Test
  void aDefaultStandsWhereNoneIsGiven() throws Exception {
    assertThat(
            fill(
                "{\"o\": {\"type\": \"string\", \"default\": \"po-1\"}}",
                "\"resources\": [\"orders/{{o}}\"]",
                "{}"))
        .contains("orders/po-1");
  }

  private static String fill(String parameters, String members, String given) throws Exception {
    return Jcs.text(template(parameters, members).fill(object(given), KNOWN.byName()));
  }

  private static String refused(String parameters, String members, String given) {
    var refused =
        catchThrowableOfType(TemplateException.class, () -> fill(parameters, members, given));
    assertThat(refused).isNotNull();
    return String.valueOf(refused.getMessage());
  }

  private static Json.Obj object(String json) throws Exception {
    return JsonReader.readObject(json);
  }

  /// A template as a bundle would have it, read without the check that its example fills it.
  private static Template template(String parameters, String members) throws Exception {
    var entry = new java.util.LinkedHashMap<String, Json>();
    entry.put("type", new Json.Str("agent_action"));
    entry.put("actions", JsonReader.read("[\"orders.read\"]"));
    entry.put("locations", JsonReader.read("[\"https://erp.test\"]"));
    entry.put("resources", JsonReader.read("[\"erp://acme/*\"]"));
    entry.putAll(object("{" + members + "}").members());
    var bundle =
        Json.Obj.with("version", 1)
            .with(
                "templates",
                Json.Obj.with(
                        "t",
                        Json.Obj.with("parameters", object(parameters))
                            .with("boundary", JsonReader.read("[{}]"))
                            .build())
                    .build())
            .build();
    var sections = new Sections(new io.legate.boundary.Reading(BoundaryLimits.DEFAULT), bundle);
    var read =
        new TemplatesReader(
                sections,
                new BoundaryEntries(
                    sections.reading(),
                    BoundaryLimits.DEFAULT,
                    Catalogue.NONE,
                    new Expressions(
                        sections.reading(),
                        (text, scope, catalogue) -> {
                          throw new InvalidConditionException("none here", 0);
                        },
                        Catalogue.NONE,
                        java.util.Set.of())),
                java.util.Set.of())
            .read();
    var one = java.util.Objects.requireNonNull(read.get("t"));
    return new Template(
        "t", one.parameters(), new Json.Arr(java.util.List.of(new Json.Obj(entry))), null, null);
  }
}
