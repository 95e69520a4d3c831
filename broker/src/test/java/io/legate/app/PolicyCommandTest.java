package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {

  private static final String EXAMPLE = "../docs/examples/policy";

  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  @Test
  void aBundleThatIsInOrderHasAHash() {
    var ran = run("check", EXAMPLE);
    assertThat(ran.code).isZero();
    assertThat(ran.out).matches("sha-256:[A-Za-z0-9_-]{43}\\R");
  }

  @Test
  void everyProblemIsPrinted() throws Exception {
    write("rules: [{id: r, then: deny}, {id: s, when: 'args.x >', then: deny, reason: x}]");
    var ran = run("check", folder.toString());
    assertThat(ran.code).isEqualTo(1);
    assertThat(ran.out.lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("policy.yaml:2 /rules/"));
    assertThat(ran.err).contains("2 problems");
  }

  @Test
  void casesAreCheckedToo() throws Exception {
    write("tests: [{name: n, given: {chain: [a]}, when: {}, then: {decision: maybe}}]");
    var ran = run("check", folder.toString());
    assertThat(ran.code).isEqualTo(1);
    assertThat(ran.out)
        .contains("/tests/0/then/decision: must be one of `allow`")
        .contains("/tests/0/given: must have `boundary` or `template`, one of them");
  }

  @Test
  void aFolderThatIsNoneIsAMistakeInUsage() {
    assertThat(run("check", folder.resolve("gone").toString()).code).isEqualTo(2);
    assertThat(run().code).isEqualTo(2);
  }

  @Test
  void theExamplesCasesHold() {
    var ran = run("test", EXAMPLE);
    assertThat(ran.code).describedAs(ran.out).isZero();
    assertThat(ran.out).contains("held     an invoice of a named order is paid");
  }

  @Test
  void aCaseThatDiffersIsMarked() throws Exception {
    write(
        """
        agents: {a: {acts: &acts [{type: agent_action, actions: [x], locations: [rs], resources: [r]}]}}
        tests:
          - name: allowed after all
            given:
              chain: [a]
              boundary: [{type: agent_action, actions: [x], locations: [rs], resources: [r]}]
            when: {action: x, resource: r, location: rs}
            then: {decision: deny}
          - name: not entitled
            given:
              chain: [b]
              boundary: [{type: agent_action, actions: [x], locations: [rs], resources: [r]}]
            when: {action: x, resource: r, location: rs}
            then: {decision: deny, reason: holder_not_entitled}
        """
            .replace("&acts ", ""));
    var ran = run("test", folder.toString());
    assertThat(ran.code).isEqualTo(1);
    assertThat(ran.out)
        .contains("DIFFERS  allowed after all  deny                        was allow")
        .contains("held     not entitled")
        .contains("2 cases, 1 not as expected");
  }

  @Test
  void aCaseSaysWhatTheTaskHasMet() throws Exception {
    String permission =
        """
        {type: agent_action, actions: [pay], locations: ['https://erp.example'], resources: [r],
         arguments: {payee: {constraint_type: seen, in: [prompt]},
                     iban: {constraint_type: seen, in: [erp.vendors.iban], with: [payee]}}}
        """;
    String bundle =
        """
        actions:
          pay: {description: pays, owner: 'https://erp.example', kind: write, risk: high,
                arguments: {payee: string, iban: string},
                observes: [{source: erp.vendors, records: '', integrity: trusted,
                  fields: {id: {at: /id, form: identifier}, iban: {at: /iban, form: iban}}}]}
        agents: {a: {acts: [{type: agent_action, actions: [pay], locations: ['https://erp.example'], resources: [r]}]}}
        tests:
          - name: the account of the vendor that was named
            given:
              chain: [a]
              boundary: [PERMISSION]
              met: {prompt: [v1], erp.vendors: [{id: v1, iban: DE89 3704 0044 0532 0130 00}, {id: v2, iban: DE02120300000000202051}]}
            when: {action: pay, resource: r, arguments: {payee: v1, iban: DE89370400440532013000}}
            then: {decision: allow}
          - name: the account of another vendor
            given:
              chain: [a]
              boundary: [PERMISSION]
              met: {prompt: [v1], erp.vendors: [{id: v1, iban: DE89 3704 0044 0532 0130 00}, {id: v2, iban: DE02120300000000202051}]}
            when: {action: pay, resource: r, arguments: {payee: v1, iban: DE02120300000000202051}}
            then: {decision: deny, reason: value_not_seen}
          - name: nothing was met
            given:
              chain: [a]
              boundary: [PERMISSION]
            when: {action: pay, resource: r, arguments: {payee: v1, iban: DE89370400440532013000}}
            then: {decision: deny, reason: value_not_seen}
        """
            .replace("PERMISSION", permission.replace("\n", " "));
    write(bundle);
    var ran = run("test", folder.toString());
    assertThat(ran.code).describedAs(ran.out + ran.err).isZero();
    write(
        bundle.replace(
            "[v1], erp.vendors: [{id: v1,", "[v1], erp.mails: [], erp.vendors: [{no: v1,"));
    assertThat(run("check", folder.toString()).out)
        .contains("/tests/0/given/met/erp.mails: is `erp.mails`, which no action observes")
        .contains("/tests/0/given/met/erp.vendors/0/no: is not known here");
    write(bundle.replace("iban: DE89 3704 0044 0532 0130 00", "iban: [account]"));
    assertThat(run("check", folder.toString()).out)
        .contains("/tests/0/given/met/erp.vendors/0/iban: does not fit the form `iban`");
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), "version: 1\n" + text);
  }

  private static Ran run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    var all = new String[arguments.length + 1];
    all[0] = "policy";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int code = line.execute(all);
    return new Ran(code, out.toString(), err.toString());
  }
}
