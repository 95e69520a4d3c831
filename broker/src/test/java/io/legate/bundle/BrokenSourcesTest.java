package io.legate.bundle;

import static io.legate.bundle.BrokenBundlesTest.BASE;
import static io.legate.bundle.BrokenBundlesTest.PERMISSION;
import static io.legate.bundle.BrokenBundlesTest.broken;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.provenance.Form;
import io.legate.provenance.Integrity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a catalogue says of sources, and what boundaries name of them, each with one thing wrong.
class BrokenSourcesTest {

  private static final String OBSERVED =
      "observes: [{source: erp.vendors, records: '/vendors/*', integrity: trusted,"
          + " fields: {iban: {at: /iban, form: iban}}}]";

  /// What an action observes, with one part of [#OBSERVED] in another way.
  private static Arguments observed(String part, String broken, String... problems) {
    assertThat(OBSERVED).contains(part);
    return broken("risk: high", "risk: high, " + OBSERVED.replace(part, broken), problems);
  }

  static Stream<Arguments> sources() {
    String at = "3 /actions/pay.create/observes/0";
    return Stream.of(
        observed(
            "erp.vendors",
            "prompt",
            at + "/source: must be a name such as `erp.vendors`, and not `prompt` or `agent`"),
        observed(
            "erp.vendors",
            "Erp",
            at + "/source: must be a name such as `erp.vendors`, and not `prompt` or `agent`"),
        observed("source: erp.vendors, ", "", at + "/source: must be there"),
        observed(
            "'/vendors/*'",
            "vendors",
            at + "/records: must be a JSON pointer such as `/vendors/*`"),
        observed("'/vendors/*'", "/a/**", at + "/records: must select records, not all below"),
        observed("'/vendors/*'", "/a~2", at + "/records: must write `~` as `~0` and `/` as `~1`"),
        observed(
            "trusted",
            "checked",
            at + "/integrity: must be one of `trusted`, `named`, `untrusted`"),
        observed("{iban: {at: /iban, form: iban}}", "{}", at + "/fields: must not be empty"),
        observed(
            "{iban:",
            "{Iban:",
            at + "/fields/Iban: must have a name of small letters, digits and `_`, at most 64"),
        observed(
            "form: iban",
            "form: account",
            at
                + "/fields/iban/form: must be one of `text`, `identifier`, `decimal`, `mail`,"
                + " `iban`, `url`, `mentions`"),
        observed("at: /iban, ", "", at + "/fields/iban/at: must be there"),
        observed(
            "at: /iban", "at: /**/iban", at + "/fields/iban/at: must have `**` at its end only"),
        observed(
            "form: iban",
            "form: iban, except: [note]",
            at + "/fields/iban/except: does not go with an `at` that does not end in `**`"),
        observed("form: iban", "form: iban, type: x", at + "/fields/iban/type: is not known here"));
  }

  /// What does not go together.
  static Stream<Arguments> together() {
    return Stream.of(
        observed(
            "}}}]",
            "}}}, {source: erp.vendors, records: '', integrity: named,"
                + " fields: {iban: {at: '', form: text}}}]",
            "3 /actions/pay.create/observes/1/integrity: is `trusted` of another action",
            "3 /actions/pay.create/observes/1/fields/iban/form: is `iban` of another action"),
        observed(
            "observes",
            "writes: [{source: erp.accounts, arguments: [payee]}], observes",
            "3 /actions/pay.create/writes/0/source: is `erp.accounts`, which no action observes"),
        observed(
            "observes",
            "writes: [{source: erp.vendors, arguments: [iban]}], observes",
            "3 /actions/pay.create/writes/0/arguments/0: is no argument of the action"),
        observed(
            "observes",
            "writes: [{source: erp.vendors, arguments: []}], observes",
            "3 /actions/pay.create/writes/0/arguments: must not be empty"),
        broken(
            "  pay.create:",
            "  pay.show: {description: shows, owner: 'https://crm.example', kind: read, risk: low,"
                + " arguments: {payee: string}, writes: [{source: erp.vendors, arguments:"
                + " [payee]}], observes: [{source: erp.vendors, records: '', integrity: trusted,"
                + " fields: {iban: {at: /iban, form: iban}}}]}\n"
                + "  pay.see: {description: sees, owner: 'https://erp.example', kind: read, risk:"
                + " low, arguments: {}, "
                + OBSERVED
                + "}\n  pay.create:",
            "3 /actions/pay.show/writes: does not go with `kind: read`",
            "4 /actions/pay.see/observes/0/source: is `erp.vendors`, which another owner's action"
                + " observes"));
  }

  /// What boundaries name of sources.
  static Stream<Arguments> named() {
    String seen = "{constraint_type: seen, in: [prompt, erp.vendors.bic]}";
    String links = "{constraint_type: mentions, in: [agent, erp.mails.body]}";
    String untrusted =
        "risk: high, observes: [{source: erp.mails, records: '', integrity: untrusted,"
            + " fields: {body: {at: /body, form: mentions}}}]";
    return Stream.of(
        broken(
            "templates: {}",
            "templates: {t: {boundary: [{" + PERMISSION + ", arguments: {payee: " + seen + "}}]}}",
            "7 /templates/t/boundary/0/arguments/payee/in/1: is `erp.vendors.bic`, which no action"
                + " observes"),
        broken(
            "\"agent:a\": {}",
            "\"agent:a\": {acts: [{"
                + PERMISSION
                + ", arguments: {payee: {constraint_type: any, constraints: [{constraint_type:"
                + " wildcard}, {constraint_type: all, constraints: ["
                + links
                + "]}]}}}]}",
            "6 /agents/agent:a/acts/0/arguments/payee/constraints/1/constraints/0/in/1: is"
                + " `erp.mails.body`, which no action observes"),
        bothBroken(
            "risk: high",
            untrusted,
            "templates: {}",
            "templates: {t: {boundary: [{" + PERMISSION + ", arguments: {payee: " + links + "}}]}}",
            "7 /templates/t/boundary/0/arguments/payee/in/1: is `erp.mails.body`, which is of no"
                + " use here: its source is `untrusted`"));
  }

  private static Arguments bothBroken(
      String first, String firstly, String second, String secondly, String problem) {
    assertThat(BASE).contains(first).contains(second);
    return Arguments.of(
        BASE.replace(first, firstly).replace(second, secondly), List.of("policy.yaml:" + problem));
  }

  @ParameterizedTest
  @MethodSource({"sources", "together", "named"})
  void eachIsToldWithItsLineAndPlace(String bundle, List<String> problems) {
    assertThat(BrokenBundlesTest.problems(BrokenBundlesTest.files(bundle))).isEqualTo(problems);
  }

  @Test
  void aSourceIsWhatAllItsActionsObserve() throws Exception {
    String more =
        "risk: high, writes: [{source: erp.vendors, arguments: [payee]}], "
            + OBSERVED.replace(
                "}}}]",
                "}}}, {source: erp.vendors, records: '', integrity: trusted,"
                    + " fields: {all: {at: '/**', form: identifier, except: [note]}}}]");
    var catalogue =
        BrokenBundlesTest.BUNDLES
            .read(BrokenBundlesTest.files(BASE.replace("risk: high", more)))
            .bundle()
            .policy()
            .catalogue();
    var source = Objects.requireNonNull(catalogue.source("erp.vendors"));
    assertThat(source.owner()).isEqualTo("https://erp.example");
    assertThat(source.integrity()).isEqualTo(Integrity.TRUSTED);
    assertThat(source.fields()).isEqualTo(Map.of("iban", Form.IBAN, "all", Form.IDENTIFIER));
    assertThat(catalogue.source("erp.mails")).isNull();
    var entry = Objects.requireNonNull(catalogue.get("pay.create"));
    assertThat(entry.source("erp.vendors")).isEqualTo(source);
    assertThat(entry.source("erp.mails")).isNull();
  }
}
