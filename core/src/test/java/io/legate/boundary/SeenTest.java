package io.legate.boundary;

import static io.legate.boundary.Given.NOON;
import static io.legate.boundary.Given.constraint;
import static io.legate.boundary.Given.constraintProblems;
import static io.legate.boundary.Given.json;
import static io.legate.boundary.Given.permission;
import static io.legate.boundary.Given.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import io.legate.provenance.Met;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rules of `seen` and `mentions`: what is asked of the task's memory, and what never is.
class SeenTest {

  /// Two records of vendors, one prompt; values are compared as they are.
  private static final Map<String, List<Set<String>>> MEMORY =
      Map.of(
          "erp.vendors.id", List.of(Set.of("'v1'", "'DE1'", "5"), Set.of("'v2'", "'DE2'", "5")),
          "erp.vendors.iban", List.of(Set.of("'v1'", "'DE1'", "7"), Set.of("'v2'", "'DE2'", "8")),
          "prompt", List.of(Set.of("'v1'", "9", "'www.good.example'", "'sue@good.example'")));

  private static final Met MET =
      (sources, value, with) ->
          sources.stream()
              .flatMap(source -> MEMORY.getOrDefault(source, List.of()).stream())
              .anyMatch(
                  record -> holds(record, value) && with.stream().allMatch(w -> holds(record, w)));

  private static boolean holds(Set<String> record, Json value) {
    return record.stream().anyMatch(text -> json(text).equals(value));
  }

  private static List<Why> check(Constraint constraint, String value, String arguments) {
    var occasion = new Occasion(NOON, MET, (Json.Obj) json(arguments));
    return constraint.check(json(value), occasion).stream().map(Mismatch::why).toList();
  }

  private static void admits(Constraint constraint, String value, String arguments) {
    assertThat(check(constraint, value, arguments)).as(value).isEmpty();
  }

  private static void refuses(Constraint constraint, Why why, String value, String arguments) {
    assertThat(check(constraint, value, arguments)).as(value).isNotEmpty().containsOnly(why);
  }

  private static final Constraint ID = constraint("seen", "'in':['erp.vendors.id']");
  private static final Constraint WITH_PAYEE =
      constraint("seen", "'in':['erp.vendors.iban','prompt'],'with':['payee']");

  @Test
  void aValueMustHaveBeenMetInOneOfTheSources() {
    admits(ID, "'v1'", "{}");
    refuses(ID, Why.VALUE_NOT_SEEN, "'v3'", "{}");
    refuses(constraint("seen", "'in':['agent']"), Why.VALUE_NOT_SEEN, "'v1'", "{}");
    admits(constraint("seen", "'in':['agent','prompt']"), "'v1'", "{}");
  }

  @Test
  void everyElementOfAListMustHaveBeenMet() {
    admits(ID, "[]", "{}");
    admits(ID, "['v1','v2']", "{}");
    refuses(ID, Why.VALUE_NOT_SEEN, "['v1','v3']", "{}");
    refuses(ID, Why.WRONG_TYPE, "['v1',['v2']]", "{}");
  }

  @Test
  void nothingAndObjectsAreNoValues() {
    refuses(ID, Why.WRONG_TYPE, "null", "{}");
    refuses(ID, Why.WRONG_TYPE, "{'id':'v1'}", "{}");
    refuses(ID, Why.WRONG_TYPE, "[null]", "{}");
  }

  @Test
  void withAsksForOneRecord() {
    admits(WITH_PAYEE, "'DE1'", "{'payee':'v1'}");
    refuses(WITH_PAYEE, Why.VALUE_NOT_SEEN, "'DE1'", "{'payee':'v2'}");
    admits(WITH_PAYEE, "['DE1']", "{'payee':['v1']}");
    refuses(WITH_PAYEE, Why.VALUE_NOT_SEEN, "'DE1'", "{'payee':['v1','v2']}");
    refuses(WITH_PAYEE, Why.VALUE_NOT_SEEN, "['DE1','DE2']", "{'payee':'v1'}");
  }

  @Test
  void anAbsentOrEmptyWithRefuses() {
    for (String arguments :
        List.of("{}", "{'payee':null}", "{'payee':[]}", "{'payee':{}}", "{'payee':['v1',null]}")) {
      refuses(WITH_PAYEE, Why.NOTHING_BESIDE, "'DE1'", arguments);
      refuses(WITH_PAYEE, Why.NOTHING_BESIDE, "[]", arguments);
    }
  }

  @Test
  void numbersAndBooleansNeedWithUnlessTheInstructionSaidThem() {
    refuses(ID, Why.VALUE_NOT_SEEN, "5", "{}");
    refuses(ID, Why.VALUE_NOT_SEEN, "[5]", "{}");
    refuses(constraint("seen", "'in':['erp.vendors.id','prompt']"), Why.VALUE_NOT_SEEN, "5", "{}");
    admits(constraint("seen", "'in':['erp.vendors.id','prompt']"), "9", "{}");
    admits(WITH_PAYEE, "7", "{'payee':'v1'}");
    refuses(WITH_PAYEE, Why.VALUE_NOT_SEEN, "7", "{'payee':'v2'}");
  }

  @Test
  void aNumberUnderTheFirstWithIsStillRefusedByThePermissionAbove() {
    var wide =
        permission(
            "'arguments':{'n':{'constraint_type':'seen','in':['erp.vendors.iban']},'payee':{'constraint_type':'wildcard'}}");
    var narrow =
        permission(
            "'arguments':{'n':{'constraint_type':'seen','in':['erp.vendors.iban'],'with':['payee']},'payee':{'constraint_type':'wildcard'}}");
    var request = request("a.b", "x/y", "{'n':7,'payee':'v1'}");
    var occasion = Occasion.of(request, NOON, MET);
    assertThat(Attenuation.excesses(wide, narrow)).isEmpty();
    assertThat(narrow.admits(request, occasion)).isTrue();
    assertThat(wide.admits(request, occasion)).isFalse();
  }

  @Test
  void whereNobodyKnowsWhatWasMetAValueIsRefused() {
    var occasion = Occasion.at(NOON);
    assertThat(ID.admits(json("'v1'"), occasion)).isFalse();
    assertThat(
            constraint("mentions", "'in':['prompt']").admits(json("'www.good.example'"), occasion))
        .isFalse();
    assertThat(constraint("mentions", "'in':['prompt']").admits(json("'plain text'"), occasion))
        .isTrue();
  }

  @Test
  void mentionsAsksForEachLinkAndAddressOfAText() {
    var mentions = constraint("mentions", "'in':['prompt']");
    admits(mentions, "'Nothing to see here.'", "{}");
    admits(mentions, "''", "{}");
    admits(mentions, "'Go to www.good.example. Or ask sue@good.example!'", "{}");
    refuses(mentions, Why.MENTION_NOT_SEEN, "'Go to www.evil.example'", "{}");
    refuses(mentions, Why.MENTION_NOT_SEEN, "['www.good.example','DE89370400440532013000']", "{}");
    refuses(mentions, Why.WRONG_TYPE, "5", "{}");
    refuses(mentions, Why.WRONG_TYPE, "null", "{}");
    assertThat(check(mentions, "'" + "a.bc ".repeat(40) + "'", "{}")).hasSize(1);
  }

  @Test
  void moreMentionsThanAreLookedUpAreRefused() {
    var text = new StringBuilder();
    for (int i = 0; i < 501; i++) {
      text.append(" a").append(i).append(".example");
    }
    refuses(
        constraint("mentions", "'in':['prompt']"), Why.TOO_MANY_MENTIONS, "'" + text + "'", "{}");
  }

  @Test
  void narrowerIsFewerSourcesOrMoreWith() {
    var wide = constraint("seen", "'in':['prompt','s.a'],'with':['p']");
    within(wide, "seen", "'in':['s.a'],'with':['p']");
    within(wide, "seen", "'in':['s.a','prompt'],'with':['q','p']");
    notWithin(wide, "seen", "'in':['prompt']");
    notWithin(wide, "seen", "'in':['prompt','s.b'],'with':['p']");
    notWithin(wide, "mentions", "'in':['prompt']");
    notWithin(wide, "exact", "'value':'v1'");
    var mentions = constraint("mentions", "'in':['prompt','s.a']");
    within(mentions, "mentions", "'in':['s.a']");
    notWithin(mentions, "mentions", "'in':['s.b']");
    notWithin(mentions, "seen", "'in':['s.a']");
  }

  private static void within(Constraint wide, String type, String members) {
    assertThat(wide.subsumes(constraint(type, members))).as(members).isTrue();
  }

  private static void notWithin(Constraint wide, String type, String members) {
    assertThat(wide.subsumes(constraint(type, members))).as(members).isFalse();
  }

  @Test
  void theMeetIsTheSideThatIsContained() throws Exception {
    String asked = "'arguments':{'p':{'constraint_type':'seen','in':['prompt','s.a']}}";
    String held = "'arguments':{'p':{'constraint_type':'seen','in':['s.a'],'with':['q']}}";
    var meet =
        Meet.of(
            new Boundary(List.of(permission(asked))),
            new Boundary(List.of(permission(held))),
            BoundaryLimits.DEFAULT);
    assertThat(meet.boundary().permissions().getFirst().arguments())
        .isEqualTo(permission(held).arguments());
  }

  @Test
  void whatIsNoSourceOrArgumentIsAProblem() {
    assertThat(constraintProblems("{'constraint_type':'seen'}"))
        .containsExactly("/0/arguments/p/in missing");
    assertThat(constraintProblems("{'constraint_type':'seen','in':[]}"))
        .containsExactly("/0/arguments/p/in empty");
    for (String name :
        List.of("vendors", "Erp.vendors", "erp..id", "prompt.x.", "erp.*", "erp vendors.id")) {
      assertThat(constraintProblems("{'constraint_type':'seen','in':['" + name + "']}"))
          .as(name)
          .containsExactly("/0/arguments/p invalid_value");
      assertThat(constraintProblems("{'constraint_type':'mentions','in':['" + name + "']}"))
          .as(name)
          .containsExactly("/0/arguments/p/in invalid_value");
    }
    assertThat(constraintProblems("{'constraint_type':'seen','in':['prompt','prompt']}"))
        .containsExactly("/0/arguments/p/in/1 duplicate");
    assertThat(constraintProblems("{'constraint_type':'seen','in':['prompt'],'with':[]}"))
        .containsExactly("/0/arguments/p/with empty");
    assertThat(constraintProblems("{'constraint_type':'mentions','in':['prompt'],'with':['q']}"))
        .containsExactly("/0/arguments/p/with unknown_member");
  }

  @Test
  void aRefusalSaysTheArgumentAndNeverWhichSourceHeldWhat() {
    var permission =
        permission("'arguments':{'iban':{'constraint_type':'seen','in':['erp.vendors.iban']}}");
    var request = request("a.b", "x/y", "{'iban':'DE9'}");
    var refusals = permission.refusals(request, Occasion.of(request, NOON, MET));
    assertThat(refusals).extracting(Refusal::code).containsExactly("value_not_seen");
    assertThat(refusals.getFirst().sentence())
        .isEqualTo(
            "argument `iban` has a value that this task has not met in the sources that the"
                + " permission names");
  }
}
