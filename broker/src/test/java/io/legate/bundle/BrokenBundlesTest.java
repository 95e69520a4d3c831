package io.legate.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.boundary.BoundaryLimits;
import io.legate.cel.CelConditions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Bundles with one thing wrong, each told with its file, its line and its place, and nothing else
/// told beside it.
class BrokenBundlesTest {

  /// In order. Each case replaces one of its lines.
  static final String BASE =
      """
      version: 1
      actions:
        pay.create: {description: pays, owner: "https://erp.example", kind: write, risk: high, arguments: {amount: decimal, payee: string}}
      lists: {blocked: vendors}
      roles: {payer: {}}
      agents: {"agent:a": {}, "agent:b": {}}
      templates: {}
      rules: []
      limits: {}
      breakers: []
      trust: {start: 50, per_denial: -5, per_overrun: -20, per_execution: 1, floor: 0, ceiling: 100}
      retention: {}
      """;

  static final String PERMISSION =
      "type: agent_action, actions: [pay.create], locations: ['https://erp.example'],"
          + " resources: ['erp://acme/*']";

  static final YamlBundles BUNDLES = new YamlBundles(new CelConditions(), BoundaryLimits.DEFAULT);

  @Test
  void theBundleThatTheCasesBreakIsInOrder() throws Exception {
    assertThat(BUNDLES.read(files(BASE)).bundle().policy().rules("pay.create")).isEmpty();
  }

  static Stream<Arguments> broken() {
    return Stream.of(form(), catalogue(), agents(), templates(), rules(), bounds())
        .flatMap(cases -> cases);
  }

  private static Stream<Arguments> form() {
    return Stream.of(
        broken("version: 1", "version: 2", "1 /version: must be 1, the one this broker reads"),
        broken("version: 1", "version: '1'", "1 /version: must be 1, the one this broker reads"),
        broken("version: 1", "# none", " /version: must be there"),
        broken("rules: []", "rulez: []", "8 /rulez: is not known here"),
        broken("rules: []", "rules:", "8 /rules: has no value"),
        broken("rules: []", "rules: {}", "8 /rules: must be a list"),
        broken("agents:", "agents: []\n#", "6 /agents: must be an object"),
        broken("rules: []", "rules: []\nrules: []", "9: `rules` is given twice"),
        broken("rules: []", "rules: [&a 1, *a]", "8: aliases are not read"),
        broken("rules: []", "rules: !!set []", "8: tags are not read"),
        broken(
            "limits: {}",
            "limits: {depth: 0x10}",
            "9: `0x10` is not a plain number; quote it if it is a text"),
        broken(
            "limits: {}",
            "limits: {depth: 4.50}",
            "9 /limits/depth: is not a plain number: write it as a text, in quotes"),
        broken("limits: {}", "limits: {\n---\n}", "9: not YAML: while parsing a flow node"),
        broken(
            "lists: {blocked: vendors}",
            "lists: {Blocked: vendors}",
            "4 /lists/Blocked: must have a name of small letters, digits and `_`, at most 64"),
        broken(
            "lists: {blocked: vendors}",
            "lists: {blocked: [v1]}",
            "4 /lists/blocked: must be a string"));
  }

  private static Stream<Arguments> catalogue() {
    return Stream.of(
        broken(
            "kind: write",
            "kind: delete",
            "3 /actions/pay.create/kind: must be one of `read`, `write`"),
        broken("risk: high", "risk: 3", "3 /actions/pay.create/risk: must be a string"),
        broken("risk: high, ", "", "3 /actions/pay.create/risk: must be there"),
        broken(
            "amount: decimal",
            "amount: money",
            "3 /actions/pay.create/arguments/amount: must be one of `string`, `decimal`, `integer`,"
                + " `boolean`, `timestamp`, `strings`, `any`"),
        broken(
            "risk: high",
            "risk: high, key: [invoice]",
            "3 /actions/pay.create/key/0: is no argument of the action"),
        broken(
            "risk: high",
            "risk: high, sources: [x]",
            "3 /actions/pay.create/sources: is not known here"),
        broken("description: pays, ", "", "3 /actions/pay.create/description: must be there"),
        broken(
            "\"https://erp.example\"",
            "\"https://ERP.example\"",
            "3 /actions/pay.create/owner: has a host that is not in its normal form"),
        broken(
            "risk: high",
            "risk: high, labels: [Bad Label]",
            "3 /actions/pay.create/labels/0: must be a label such as `untrusted_content`"));
  }

  private static Stream<Arguments> agents() {
    return Stream.of(
        broken(
            "\"agent:a\": {}",
            "\"agent:a\": {roles: [admin]}",
            "6 /agents/agent:a/roles/0: is `admin`, which `roles` does not have"),
        broken(
            "\"agent:a\": {}",
            "\"agent a\": {}",
            "6 /agents/agent a: must have the id of a client"),
        broken(
            "\"agent:a\": {}",
            "\"agent:a\": {owns: []}",
            "6 /agents/agent:a/owns: is not known here"),
        broken(
            "\"agent:a\": {}",
            "\"agent:a\": {push: [agent:x]}",
            "6 /agents/agent:a/push/0: is `agent:x`, which `agents` does not have"),
        broken(
            "\"agent:a\": {}",
            "\"agent:a\": {opens: [gone]}",
            "6 /agents/agent:a/opens/0: is `gone`, which `templates` does not have"),
        broken(
            "\"agent:a\": {}",
            "\"agent:a\": {opens: always}",
            "6 /agents/agent:a/opens: must be true, false or a list of templates"),
        broken(
            "\"agent:a\": {}",
            "\"agent:a\": {self_subject: maybe}",
            "6 /agents/agent:a/self_subject: must be true or false"),
        broken(
            "{payer: {}}",
            "{payer: {acts: [{" + PERMISSION + ", anything: goes}]}}",
            "5 /roles/payer/acts/0/anything: is not known here"),
        broken(
            "{payer: {}}",
            "{payer: {acts: [{" + PERMISSION.replace("pay.create", "pay.cancel") + "}]}}",
            "5 /roles/payer/acts/0/actions/0: is `pay.cancel`, which `actions` does not have"),
        broken(
            "{payer: {}}",
            "{payer: {acts: [{" + PERMISSION.replace("pay.create", "refund.*") + "}]}}",
            "5 /roles/payer/acts/0/actions/0: is `refund.*`, which `actions` does not have"),
        broken(
            "{payer: {}}",
            "{payer: {acts: [{"
                + PERMISSION
                + ", arguments: {amount: {constraint_type: sum_of}}}]}}",
            "5 /roles/payer/acts/0/arguments/amount/constraint_type: `sum_of` is not known"),
        broken(
            "{payer: {}}",
            "{payer: {acts: [{" + PERMISSION + ", conditions: ['args.payee']}]}}",
            "5 /roles/payer/acts/0/conditions/0: is no expression: yields `string`, not true or"
                + " false"),
        broken(
            "{payer: {}}",
            "{payer: {acts: [{" + PERMISSION + ", limits: [{name: n, count: 1}]}]}}",
            "5 /roles/payer/acts/0/limits: does not belong in an entitlement: say it in a rule, or"
                + " in the task's boundary"));
  }

  private static Stream<Arguments> templates() {
    return Stream.of(
        template(
            "boundary: []", "7 /templates/t/boundary: must be a list of permissions, at least one"),
        template(
            boundary("erp://acme/{{order}}"),
            "7 /templates/t/boundary/0: `order` is no parameter, and not known of the subject or"
                + " opener"),
        template(
            "parameters: {order: {type: text}}, " + boundary("erp://acme/*"),
            "7 /templates/t/parameters/order/type: must be one of `string`, `decimal`, `integer`,"
                + " `boolean`, `timestamp`, `strings`"),
        template(
            "parameters: {n: {type: integer, pattern: x}}, " + boundary("erp://acme/*"),
            "7 /templates/t/parameters/n/pattern: does not go with the parameter's type"),
        template(
            "parameters: {n: {type: integer, default: x}}, " + boundary("erp://acme/*"),
            "7 /templates/t/parameters/n/default: must be a whole number"),
        template(
            "parameters: {s: {type: string, pattern: '('}}, " + boundary("erp://acme/*"),
            "7 /templates/t/parameters/s/pattern: is not a pattern in RE2 syntax"),
        template(
            "parameters: {l: {type: strings}}, " + boundary("erp://acme/{{l}}"),
            "7 /templates/t/boundary/0: `l` has no place there"),
        template(
            "boundary: [{for_each: {parameter: l, as: x}, " + PERMISSION + "}]",
            "7 /templates/t/boundary/0/for_each/parameter: is `l`, which is no parameter of type"
                + " `strings`"),
        template(
            "parameters: {a: {type: string}}, boundary: [{"
                + PERMISSION
                + ", arguments: {payee: {constraint_type: pattern, pattern: '{{a}}'}}}]",
            "7 /templates/t/boundary/0: `a` has no place there"),
        template(
            boundary("erp://acme/{{order"),
            "7 /templates/t/boundary/0: `erp://acme/{{order` has braces that are no placeholder"),
        template(
            "lifetime: 4h, " + boundary("erp://acme/*"),
            "7 /templates/t/lifetime: must be an ISO 8601 duration of whole seconds up to"
                + " `PT2160H`, such as `PT5M`"),
        template(
            "boundary: [{" + PERMISSION + ", obligations: [{type: maskk}]}]",
            "7 /templates/t/boundary/0/obligations/0/type: must be one of `mask`, `row_filter`,"
                + " `max_rows`, `notify`"),
        template(
            "boundary: [{" + PERMISSION.replace("pay.create", "pay.cancel") + "}]",
            "7 /templates/t/boundary/0/actions/0: is `pay.cancel`, which `actions` does not have"));
  }

  private static Stream<Arguments> rules() {
    return Stream.of(
        rule("{id: r, then: deny}", "8 /rules/0/reason: must be there"),
        rule("{then: deny, reason: x}", "8 /rules/0/id: must be there"),
        rule("{id: r, reason: x}", "8 /rules/0/then: must be there"),
        rule(
            "{id: r, then: allow, reason: x}",
            "8 /rules/0/then: must be `deny`, or have exactly one of `escalate`, `limit`, `label`,"
                + " `oblige`"),
        rule(
            "{id: r, then: {label: [a], oblige: []}, reason: x}",
            "8 /rules/0/then: must be `deny`, or have exactly one of `escalate`, `limit`, `label`,"
                + " `oblige`"),
        rule(
            "{id: r, actions: [pay.cancel], then: deny, reason: x}",
            "8 /rules/0/actions/0: is `pay.cancel`, which `actions` does not have"),
        rule(
            "{id: r, actions: ['*'], then: deny, reason: x}",
            "8 /rules/0/actions/0: must be an action, or a family such as `payments.*`"),
        rule(
            "{id: r, when: 'args.payee in lists.banned', then: deny, reason: x}",
            "8 /rules/0/when: names the list `banned`, which `lists` does not have"),
        rule(
            "{id: r, when: 'args.payee in lists[\"banned\"]', then: deny, reason: x}",
            "8 /rules/0/when: names the list `banned`, which `lists` does not have"),
        rule(
            "{id: r, when: 'args.payee', then: deny, reason: x}",
            "8 /rules/0/when: is no expression: yields `string`, not true or false"),
        rule(
            "{id: r, then: {escalate: {approvers: []}}, reason: x}",
            "8 /rules/0/then/escalate/approvers: must not be empty"),
        rule(
            "{id: r, then: {escalate: {approvers: ['role:f'], when: 'true'}}, reason: x}",
            "8 /rules/0/then/escalate/when: belongs beside `then`, as the rule's `when`"),
        rule(
            "{id: r, then: {limit: {name: n, count: 0}}, reason: x}",
            "8 /rules/0/then/limit/count: must be a whole number from 1 to 1000000000000000"),
        rule(
            "{id: r, then: {oblige: [{type: row_filter}]}, reason: x}",
            "8 /rules/0/then/oblige/0/expression: must be there"),
        rule(
            "{id: r, then: deny, reason: x}, {id: r, then: deny, reason: y}",
            "8 /rules/1/id: is another rule's too"));
  }

  private static Stream<Arguments> bounds() {
    return Stream.of(
        broken(
            "limits: {}",
            "limits: {task: 8h}",
            "9 /limits/task: must be an ISO 8601 duration of whole seconds up to `PT2160H`, such as"
                + " `PT5M`"),
        broken(
            "limits: {}",
            "limits: {depth: 17}",
            "9 /limits/depth: must be a whole number from 1 to 16"),
        broken(
            "limits: {}",
            "limits: {by_risk: {extreme: {}}}",
            "9 /limits/by_risk/extreme: must be one of `low`, `medium`, `high`"),
        broken(
            "limits: {}",
            "limits: {by_risk: {high: {task: PT1H}}}",
            "9 /limits/by_risk/high/task: is not known here"),
        broken(
            "breakers: []",
            "breakers: [{id: b, denials: 3, per: PT1M, then: stop}]",
            "10 /breakers/0/then: must be one of `suspend_agent`, `escalate_everything`"),
        broken(
            "breakers: []",
            "breakers: [{id: b, denials: 0, per: PT1M, then: suspend_agent}]",
            "10 /breakers/0/denials: must be a whole number from 1 to 100"),
        broken(
            "start: 50", "start: 101", "11 /trust/start: must lie between `floor` and `ceiling`"),
        broken(", per_overrun: -20", "", "11 /trust/per_overrun: must be there"),
        broken(
            "retention: {}",
            "retention: {records: for ever}",
            "12 /retention/records: must be an ISO 8601 duration of whole seconds up to"
                + " `PT876000H`, such as `PT5M`"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void everyProblemIsToldWithItsPlace(String text, List<String> problems) {
    assertThat(problems(files(text))).isEqualTo(problems);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    String text = BASE.replace("risk: high", "risk: no").replace("rules: []", "rules: [{id: r}]");
    assertThat(problems(files(text)))
        .containsExactly(
            "policy.yaml:3 /actions/pay.create/risk: must be one of `low`, `medium`, `high`",
            "policy.yaml:8 /rules/0/then: must be there",
            "policy.yaml:8 /rules/0/reason: must be there");
  }

  @Test
  void theSameKeyInTwoFilesIsAProblem() throws Exception {
    var files =
        BundleFiles.of(
            Map.of(
                "a.yaml", bytes(BASE),
                "b.yaml", bytes("\nroles:\n  clerk: {}\n  payer: {}\nversion: 1\n")));
    assertThat(problems(files))
        .containsExactly(
            "b.yaml:4 /roles/payer: `payer` is given twice, first in a.yaml:5",
            "b.yaml:5 /version: `version` is given twice, first in a.yaml:1");
  }

  @Test
  void aListGoesOnInTheNextFileAndKeepsItsPlaces() throws Exception {
    var files =
        BundleFiles.of(
            Map.of(
                "a.yaml", bytes(BASE.replace("[]", "[{id: r, then: deny, reason: x}]")),
                "b.yaml", bytes("rules:\n  - {id: s, then: deny, reason: x}\n  - {id: t}\n")));
    assertThat(problems(files)).contains("b.yaml:3 /rules/2/then: must be there");
  }

  static List<String> problems(BundleFiles files) {
    var refused = catchThrowableOfType(InvalidFilesException.class, () -> BUNDLES.read(files));
    return refused.problems().stream().map(BundleProblem::toString).toList();
  }

  static Arguments broken(String part, String otherwise, String... problems) {
    if (!BASE.contains(part)) {
      throw new IllegalArgumentException(part);
    }
    return Arguments.of(
        BASE.replace(part, otherwise),
        Stream.of(problems)
            .map(problem -> (problem.startsWith(" ") ? problem.strip() : "policy.yaml:" + problem))
            .toList());
  }

  private static Arguments rule(String rules, String problem) {
    return broken("rules: []", "rules: [" + rules + "]", problem);
  }

  private static Arguments template(String members, String problem) {
    return broken("templates: {}", "templates: {t: {" + members + "}}", problem);
  }

  private static String boundary(String resource) {
    return "boundary: [{" + PERMISSION.replace("erp://acme/*", resource) + "}]";
  }

  static BundleFiles files(String text) {
    try {
      return BundleFiles.of(Map.of("policy.yaml", bytes(text)));
    } catch (InvalidFilesException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
