package io.legate.boundary;

import static io.legate.boundary.Given.constraintProblems;
import static io.legate.boundary.Given.entry;
import static io.legate.boundary.Given.json;
import static io.legate.boundary.Given.problems;
import static io.legate.boundary.Given.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Everything that must be refused when a boundary is read.
class BoundaryReadingTest {

  @Test
  void boundaryIsANonEmptyListOfAgentActions() {
    assertThat(problemsOf("{}")).containsExactly(" wrong_type");
    assertThat(problemsOf("[]")).containsExactly(" empty");
    assertThat(problemsOf("['x']")).containsExactly("/0 wrong_type");
    assertThat(problemsOf("[{}]")).containsExactly("/0/type missing");
    assertThat(problemsOf("[{'type':'payment'}]")).containsExactly("/0/type unknown_type");
    assertThat(problemsOf("[{'type':1}]")).containsExactly("/0/type unknown_type");
  }

  @Test
  void moreThanTwoHundredPermissionsAreTooMany() {
    String one = entry("");
    assertThat(problemsOf("[" + String.join(",", Collections.nCopies(200, one)) + "]")).isEmpty();
    assertThat(problemsOf("[" + String.join(",", Collections.nCopies(201, one)) + "]"))
        .containsExactly(" too_large");
  }

  @Test
  void actionsLocationsAndResourcesMustBeThere() {
    for (String member : new String[] {"actions", "locations", "resources"}) {
      String at = "/0/" + member;
      assertThat(problems("'" + member + "':[]")).containsExactly(at + " empty");
      assertThat(problems("'" + member + "':null")).containsExactly(at + " wrong_type");
      assertThat(problems("'" + member + "':'a'")).containsExactly(at + " wrong_type");
      assertThat(problems("'" + member + "':[1]")).containsExactly(at + "/0 wrong_type");
      assertThat(problems("'" + member + "':['']")).containsExactly(at + "/0 empty");
      assertThat(problems("'" + member + "':['a','a']")).containsExactly(at + "/1 duplicate");
    }
    assertThat(problems("'actions':['*']")).containsExactly("/0/actions/0 invalid_value");
    assertThat(problems("'resources':['*']")).containsExactly("/0/resources/0 not_normal_form");
    assertThat(problems("'locations':['https://A.example']"))
        .containsExactly("/0/locations/0 not_normal_form");
  }

  @Test
  void unknownMembersAreRefusedAtEveryLevel() {
    assertThat(problems("'Actions':['a']")).containsExactly("/0/Actions unknown_member");
    assertThat(constraintProblems("{'constraint_type':'range','min':0,'step':2}"))
        .containsExactly("/0/arguments/p/step unknown_member");
    assertThat(constraintProblems("{'constraint_type':'wildcard','max':1}"))
        .containsExactly("/0/arguments/p/max unknown_member");
    assertThat(problems("'labels':{'add':['x']}")).containsExactly("/0/labels/add unknown_member");
    assertThat(problems("'approval':{'approvers':['role:a'],'who':1}"))
        .containsExactly("/0/approval/who unknown_member");
    assertThat(
            problems(
                "'delegation':{'max_depth':1,'allowed_delegates':[{'sub':'a','aud':'b'}],'x':1}"))
        .containsExactly(
            "/0/delegation/x unknown_member",
            "/0/delegation/allowed_delegates/0/aud unknown_member");
    assertThat(problems("'limits':[{'name':'a','count':1,'unit':'x'}]"))
        .containsExactly("/0/limits/0/unit invalid_value");
  }

  @Test
  void unknownConstraintTypesAreRefused() {
    assertThat(constraintProblems("{'constraint_type':'met','in':['prompt']}"))
        .containsExactly("/0/arguments/p/constraint_type unknown_constraint");
    assertThat(constraintProblems("{'constraint_type':'Exact','value':1}"))
        .containsExactly("/0/arguments/p/constraint_type unknown_constraint");
    assertThat(constraintProblems("{'value':1}"))
        .containsExactly("/0/arguments/p/constraint_type missing");
    assertThat(constraintProblems("[]")).containsExactly("/0/arguments/p wrong_type");
  }

  @Test
  void constraintsWithoutMeaningAreRefused() {
    String at = "/0/arguments/p";
    assertThat(constraintProblems("{'constraint_type':'exact'}"))
        .containsExactly(at + "/value missing");
    assertThat(constraintProblems("{'constraint_type':'exact','value':[1]}"))
        .containsExactly(at + "/value invalid_value");
    assertThat(constraintProblems("{'constraint_type':'exact','value':1.0}"))
        .containsExactly(at + "/value not_normal_form");
    assertThat(constraintProblems("{'constraint_type':'one_of','values':[]}"))
        .containsExactly(at + "/values empty");
    assertThat(constraintProblems("{'constraint_type':'one_of','values':['cafe\u0301']}"))
        .containsExactly(at + "/values/0 not_normal_form");
    assertThat(constraintProblems("{'constraint_type':'range','min':2,'max':1}"))
        .containsExactly(at + " invalid_value");
    assertThat(
            constraintProblems("{'constraint_type':'range','min':1,'max':1,'max_inclusive':false}"))
        .containsExactly(at + " invalid_value");
    assertThat(constraintProblems("{'constraint_type':'range','min_inclusive':false}"))
        .containsExactly(at + " invalid_value");
    assertThat(constraintProblems("{'constraint_type':'range','min':'1','max':1e2}"))
        .containsExactly(at + "/min wrong_type", at + "/max not_normal_form");
    assertThat(constraintProblems("{'constraint_type':'decimal','max':500}"))
        .containsExactly(at + "/max wrong_type");
    assertThat(constraintProblems("{'constraint_type':'decimal','max':'1e3'}"))
        .containsExactly(at + "/max not_normal_form");
    assertThat(constraintProblems("{'constraint_type':'path','root':'/a/../b'}"))
        .containsExactly(at + "/root invalid_value");
    assertThat(constraintProblems("{'constraint_type':'url','schemes':['javascript']}"))
        .containsExactly(at + " invalid_value");
    assertThat(
            constraintProblems(
                "{'constraint_type':'url','schemes':['https'],'hosts':['*','*.0.0.1','A.b']}"))
        .containsExactly(
            at + "/hosts/0 not_normal_form",
            at + "/hosts/1 not_normal_form",
            at + "/hosts/2 not_normal_form");
    assertThat(constraintProblems("{'constraint_type':'cidr','blocks':['10.0.0.1/8']}"))
        .containsExactly(at + "/blocks/0 not_normal_form");
    assertThat(constraintProblems("{'constraint_type':'max_items','max':-1}"))
        .containsExactly(at + "/max invalid_value");
    assertThat(constraintProblems("{'constraint_type':'keywords'}"))
        .containsExactly(at + " invalid_value");
    assertThat(constraintProblems("{'constraint_type':'keywords','required':['Two words']}"))
        .containsExactly(at + "/required/0 not_normal_form");
    assertThat(constraintProblems("{'constraint_type':'all','constraints':[]}"))
        .containsExactly(at + "/constraints invalid_value");
  }

  @Test
  void timeWindowNeedsDaysTimesAndARegion() {
    String at = "/0/arguments/p";
    String from = "{'constraint_type':'time_window','from':'08:00','to':'18:00',";
    assertThat(constraintProblems(from + "'days':['mon'],'zone':'+02:00'}"))
        .containsExactly(at + "/zone invalid_value");
    assertThat(constraintProblems(from + "'days':['Mon'],'zone':'UTC'}"))
        .containsExactly(at + "/days/0 invalid_value");
    assertThat(constraintProblems(from + "'days':['mon']}")).containsExactly(at + "/zone missing");
    assertThat(
            constraintProblems(
                "{'constraint_type':'time_window','days':['mon'],'from':'8:00','to':'25:00','zone':'UTC'}"))
        .containsExactly(at + "/from invalid_value", at + "/to invalid_value");
    assertThat(
            constraintProblems(
                "{'constraint_type':'time_window','days':['mon'],'from':'08:00','to':'08:00','zone':'UTC'}"))
        .containsExactly(at + " invalid_value");
  }

  @Test
  void optionalBelongsToTheArgumentAndNotToAClause() {
    assertThat(constraintProblems("{'constraint_type':'wildcard','optional':true}")).isEmpty();
    assertThat(constraintProblems("{'constraint_type':'wildcard','optional':'yes'}"))
        .containsExactly("/0/arguments/p/optional wrong_type");
    assertThat(
            constraintProblems(
                "{'constraint_type':'all','constraints':[{'constraint_type':'wildcard','optional':true}]}"))
        .containsExactly("/0/arguments/p/constraints/0/optional unknown_member");
  }

  @Test
  void nestingAndSizesAreBounded() {
    String nested = "{'constraint_type':'wildcard'}";
    for (int i = 0; i < 7; i++) {
      nested = "{'constraint_type':'any','constraints':[" + nested + "]}";
    }
    assertThat(constraintProblems(nested)).isEmpty();
    assertThat(constraintProblems("{'constraint_type':'all','constraints':[" + nested + "]}"))
        .anyMatch(problem -> problem.endsWith("too_large"));
    String arguments =
        String.join(
            ",",
            IntStream.range(0, 65)
                .mapToObj(i -> "'p" + i + "':{'constraint_type':'wildcard'}")
                .toList());
    assertThat(problems("'arguments':{" + arguments + "}"))
        .containsExactly("/0/arguments too_large");
    assertThat(problems("'conditions':['" + "x".repeat(2_049) + "']"))
        .containsExactly("/0/conditions/0 too_large");
  }

  /// Two boundaries are compared list by list, so all lists together bound the cost.
  @Test
  void listsTogetherAreBounded() {
    String actions =
        String.join(",", IntStream.range(0, 198).mapToObj(i -> "'a" + i + "'").toList());
    String one = entry("'actions':[" + actions + "]");
    assertThat(problemsOf("[" + String.join(",", Collections.nCopies(20, one)) + "]")).isEmpty();
    assertThat(problemsOf("[" + String.join(",", Collections.nCopies(21, one)) + "]"))
        .contains("/20/actions too_large");
  }

  @Test
  void patternsThatAreTooCostlyAreRefused() {
    Stream.of(
            "(((a{100}){100}){100})",
            "(a{1000}){2}",
            "((((a{10}){10}){10}){10})",
            "(",
            "a**",
            "a(?=b)",
            "(a)\\\\1",
            "a{1001}",
            "x".repeat(513))
        .forEach(
            pattern ->
                assertThat(
                        constraintProblems(
                            "{'constraint_type':'pattern','pattern':'" + pattern + "'}"))
                    .as(pattern)
                    .containsExactly("/0/arguments/p/pattern invalid_value"));
    assertThat(
            constraintProblems(
                "{'constraint_type':'pattern','pattern':'"
                    + "(".repeat(256)
                    + ")".repeat(256)
                    + "'}"))
        .hasSizeLessThan(2);
  }

  @Test
  void limitNamesMeanOneThing() {
    assertThat(problems("'limits':[{'name':'a','count':1},{'name':'a','count':2}]"))
        .containsExactly("/0/limits duplicate", " conflict");
    String two = "[" + entry("'limits':[{'name':'a','count':1}]") + ",";
    assertThat(problemsOf(two + entry("'limits':[{'name':'a','count':1}]") + "]")).isEmpty();
    assertThat(problemsOf(two + entry("'limits':[{'name':'a','count':2}]") + "]"))
        .containsExactly(" conflict");
  }

  @Test
  void sumsAreOverARequiredArgumentInOneCurrency() {
    String sum = "'limits':[{'name':'s','sum':'p','max':'10'}],";
    String amount = "'p':{'constraint_type':'decimal'";
    assertThat(problems(sum + "'arguments':{" + amount + "}}")).isEmpty();
    assertThat(
            problems(
                sum
                    + "'arguments':{"
                    + amount
                    + "},'currency':{'constraint_type':'exact','value':'EUR'}}"))
        .isEmpty();
    assertThat(
            problems(
                sum + "'arguments':{" + amount + "},'currency':{'constraint_type':'wildcard'}}"))
        .containsExactly("/0/limits conflict");
    assertThat(problems(sum + "'arguments':{" + amount + ",'optional':true}}"))
        .containsExactly("/0/limits conflict");
    assertThat(problems(sum + "'from':0")).containsExactly("/0/limits conflict");
  }

  @Test
  void delegationSaysHowDeepAndToWhom() {
    String at = "/0/delegation";
    assertThat(problems("'delegation':{}"))
        .containsExactly(at + "/max_depth missing", at + "/allowed_delegates missing");
    assertThat(problems("'delegation':{'max_depth':17,'allowed_delegates':[{}]}"))
        .containsExactly(at + "/max_depth invalid_value", at + "/allowed_delegates/0 empty");
    assertThat(problems("'delegation':{'max_depth':1.0,'allowed_delegates':[]}"))
        .containsExactly(at + "/max_depth invalid_value", at + "/allowed_delegates empty");
    assertThat(problems("'from':-1")).containsExactly("/0/from invalid_value");
    assertThat(problems("'from':null")).containsExactly("/0/from wrong_type");
  }

  @Test
  void approvalAndObligationsAreWellFormed() {
    assertThat(problems("'approval':{}")).containsExactly("/0/approval/approvers missing");
    assertThat(
            problems("'approval':{'approvers':['role:a'],'quorum':0,'answer_within':'30 minutes'}"))
        .containsExactly(
            "/0/approval/quorum invalid_value", "/0/approval/answer_within invalid_value");
    assertThat(problems("'obligations':[{'fields':[]}]"))
        .containsExactly("/0/obligations/0/type missing");
    assertThat(problems("'labels':{'adds':['Not a label']}"))
        .containsExactly("/0/labels/adds/0 invalid_value");
  }

  @Test
  void pointersAreEscaped() {
    assertThat(problems("'a/b~c':1")).containsExactly("/0/a~1b~0c unknown_member");
  }

  @Test
  void hashIsOfTheCanonicalJson() {
    var boundary = Given.boundary("[" + entry("") + "]");
    assertThat(boundary.hash()).matches("sha-256:[A-Za-z0-9_-]{43}");
    assertThat(Given.boundary("[" + entry("'from':0") + "]").hash()).isNotEqualTo(boundary.hash());
    // printf of the canonical text | sha256sum
    assertThat(boundary.hash()).isEqualTo("sha-256:jV_nGmaJMMH28Fa-twHjIqBDk_-bZLu85WZbRjuxhXA");
  }

  @Test
  void removalIsReadToTheLetter() throws Exception {
    var removal =
        Removal.parse(json("{'actions':['a.*'],'resources':['x/*']}"), BoundaryLimits.DEFAULT);
    assertThat(removal.matches(Given.request("a.b", "x/y", "{}"))).isTrue();
    assertThat(removal.matches(Given.request("a.b", "x", "{}"))).isFalse();
    assertThat(removal.matches(Given.request("b.b", "x/y", "{}"))).isFalse();
    assertThat(removal.overlaps(Given.permission("'resources':['*']".replace("*", "x/y/z/*"))))
        .isTrue();
    assertThat(removal.overlaps(Given.permission("'resources':['xy/z']"))).isFalse();
    assertThat(removal.overlaps(Given.permission("'actions':['a']"))).isFalse();
    assertThatThrownBy(() -> Removal.parse(json("{'locations':[],'x':1}"), BoundaryLimits.DEFAULT))
        .isInstanceOfSatisfying(
            InvalidBoundaryException.class, e -> assertThat(e.problems()).hasSize(3));
  }
}
