package io.legate.boundary;

import static io.legate.boundary.Given.AT_NOON;
import static io.legate.boundary.Given.boundary;
import static io.legate.boundary.Given.permission;
import static io.legate.boundary.Given.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.identity.ClientId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttenuationTest {

  private static final String AMOUNT = "'amount':{'constraint_type':'decimal','max':'500'}";

  private static List<String> excesses(String parent, String child) {
    return Attenuation.excesses(permission(parent), permission(child)).stream()
        .map(Excess::code)
        .toList();
  }

  private static Boundary of(String... members) {
    return boundary(
        "[" + String.join(",", List.of(members).stream().map(Given::entry).toList()) + "]");
  }

  @Test
  void equalAuthorityIsAttenuated() {
    var all = boundary(BoundaryTest.PAYMENTS);
    assertThat(Attenuation.violations(all, all)).isEmpty();
    assertThat(Attenuation.parents(all, all)).isEqualTo(List.of(0));
  }

  @Test
  void siblingThatSharesATextualPrefixIsNotContained() {
    assertThat(excesses("'resources':['crm/invoices/*']", "'resources':['crm/invoices-archive/*']"))
        .containsExactly("resource_not_held");
    assertThat(excesses("'actions':['pay.*']", "'actions':['payments.create','pay']"))
        .containsExactly("action_not_held", "action_not_held");
  }

  @Test
  void locationIsComparedAsAWhole() {
    assertThat(
            excesses("'locations':['https://erp.example']", "'locations':['https://erp.example/']"))
        .containsExactly("location_not_held");
  }

  @Test
  void absentArgumentsMeanAnyAndSoAreWider() {
    assertThat(excesses("'arguments':{" + AMOUNT + "}", "'from':0"))
        .containsExactly("any_argument");
    assertThat(excesses("'arguments':{}", "'from':0")).containsExactly("any_argument");
    assertThat(excesses("'from':0", "'arguments':{" + AMOUNT + "}")).isEmpty();
    assertThat(excesses("'from':0", "'arguments':{}")).isEmpty();
  }

  @Test
  void theWorldOfArgumentsIsClosed() {
    assertThat(excesses("'arguments':{}", "'arguments':{" + AMOUNT + "}"))
        .containsExactly("argument_not_named");
    assertThat(excesses("'arguments':{" + AMOUNT + "}", "'arguments':{}"))
        .containsExactly("argument_left_out");
  }

  @Test
  void optionalIsTheWiderSide() {
    String must = "'arguments':{'p':{'constraint_type':'wildcard'}}";
    String may = "'arguments':{'p':{'constraint_type':'wildcard','optional':true}}";
    assertThat(excesses(may, must)).isEmpty();
    assertThat(excesses(must, may)).containsExactly("argument_wider");
    assertThat(excesses(may, "'arguments':{}")).isEmpty();
    // Even an argument that may be absent is one that the parent does not admit.
    assertThat(excesses("'arguments':{}", may)).containsExactly("argument_not_named");
  }

  @Test
  void delegationMustBeHeldToBePassedOn() {
    String deep = "'delegation':{'max_depth':2,'allowed_delegates':[{'sub_profile':'ai_agent'}]}";
    String deeper = deep.replace("2", "3");
    assertThat(excesses("'from':0", deep)).containsExactly("delegation_not_held");
    assertThat(excesses(deep, "'from':0")).isEmpty();
    assertThat(excesses(deep, deeper)).containsExactly("depth_over_parent");
    assertThat(excesses(deeper, deep)).isEmpty();
  }

  @Test
  void delegateRepeatsAllMembersOfAParentEntry() {
    String profile =
        "'delegation':{'max_depth':2,'allowed_delegates':[{'sub_profile':'ai_agent'}]}";
    String client = "'delegation':{'max_depth':2,'allowed_delegates':[{'sub':'agent:a'}]}";
    String both =
        "'delegation':{'max_depth':2,'allowed_delegates':[{'sub':'agent:a','sub_profile':'ai_agent'}]}";
    assertThat(excesses(profile, both)).isEmpty();
    assertThat(excesses(client, both)).isEmpty();
    assertThat(excesses(both, client)).containsExactly("delegate_not_held");
    assertThat(excesses(profile, client)).containsExactly("delegate_not_held");
  }

  @Test
  void delegationAdmitsAClientEqualInAllMembersOfAnEntry() {
    var delegation =
        new Delegation(
            2,
            List.of(
                new Delegation.Delegate(new ClientId("agent:a"), null),
                new Delegation.Delegate(null, "ai_agent"),
                new Delegation.Delegate(new ClientId("agent:b"), "service")));
    assertThat(delegation.admits(new ClientId("agent:a"), null)).isTrue();
    assertThat(delegation.admits(new ClientId("agent:c"), "ai_agent")).isTrue();
    assertThat(delegation.admits(new ClientId("agent:c"), null)).isFalse();
    assertThat(delegation.admits(new ClientId("agent:b"), null)).isFalse();
    assertThat(delegation.admits(new ClientId("agent:b"), "service")).isTrue();
  }

  @Test
  void childIsWithinOnePermissionAndNeverWithinTwoTogether() {
    var parent = of("'actions':['a.read']", "'actions':['a.write']");
    var child = of("'actions':['a.read','a.write']");
    assertThat(Attenuation.violations(parent, child))
        .isEqualTo(
            List.of(
                new Violation.NotContained(
                    0,
                    List.of(
                        new Violation.Against(
                            0,
                            List.of(
                                new Excess.ActionNotHeld(
                                    new ActionPattern("a.write", false),
                                    List.of(new ActionPattern("a.read", false))))),
                        new Violation.Against(
                            1,
                            List.of(
                                new Excess.ActionNotHeld(
                                    new ActionPattern("a.read", false),
                                    List.of(new ActionPattern("a.write", false)))))),
                    2)));
    assertThatThrownBy(() -> Attenuation.parents(parent, child))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fromNamesTheOnlyPermissionThatIsAsked() {
    var parent = of("'actions':['a.*']", "'actions':['b.c']");
    assertThat(Attenuation.violations(parent, of("'from':0"))).isEmpty();
    assertThat(Attenuation.violations(parent, of("'from':1")))
        .hasSize(1)
        .first()
        .isInstanceOfSatisfying(
            Violation.NotContained.class,
            violation -> assertThat(violation.against().getFirst().parent()).isEqualTo(1));
    assertThat(Attenuation.violations(parent, of("'from':2")))
        .isEqualTo(List.of(new Violation.NoSuchParent(0, 2, 2)));
    assertThat(Attenuation.beyond(parent, of("'from':2"))).isEmpty();
    assertThat(Attenuation.parents(of("'actions':['z']", "'actions':['a.*']"), of("'limits':[]")))
        .isEqualTo(List.of(1));
  }

  @Test
  void whatIsAddedNeedNotBeRepeated() {
    assertThat(excesses("'conditions':['true'],'limits':[{'name':'a','count':1}]", "'from':0"))
        .isEmpty();
  }

  @Test
  void everyRefusalIsToldWithBothSides() {
    var permission =
        permission("'arguments':{" + AMOUNT + ",'iban':{'constraint_type':'wildcard'}}");
    var refusals = permission.refusals(request("a.c", "x/z", "{'amount':'500.01','q':1}"), AT_NOON);
    assertThat(refusals)
        .extracting(Refusal::code)
        .containsExactly(
            "action_not_held",
            "resource_not_held",
            "argument_not_named",
            "argument_refused",
            "argument_missing");
    assertThat(refusals)
        .extracting(Refusal::sentence)
        .contains("argument `amount` is more than the most that is admitted");
    assertThat(permission.refusals(request("a.b", "x/y", "{'amount':'500','iban':1}"), AT_NOON))
        .isEmpty();
  }

  @Test
  void noArgumentsAdmitsNone() {
    assertThat(permission("'arguments':{}").admits(request("a.b", "x/y", "{}"), AT_NOON)).isTrue();
    assertThat(permission("'arguments':{}").admits(request("a.b", "x/y", "{'p':null}"), AT_NOON))
        .isFalse();
    assertThat(permission("'from':0").admits(request("a.b", "x/y", "{'p':null}"), AT_NOON))
        .isTrue();
  }

  @Test
  void jsonNullIsNotAbsence() {
    var permission =
        permission("'arguments':{'p':{'constraint_type':'exact','value':1,'optional':true}}");
    assertThat(permission.admits(request("a.b", "x/y", "{}"), AT_NOON)).isTrue();
    assertThat(permission.admits(request("a.b", "x/y", "{'p':null}"), AT_NOON)).isFalse();
  }

  @Test
  void meetNarrowsWhereOneSideContainsTheOther() throws Exception {
    var parent = of("'actions':['a.b','a.c'],'arguments':{" + AMOUNT + "}");
    var request =
        of(
            "'actions':['a.*','z'],'arguments':{'amount':{'constraint_type':'decimal','max':'900'}}");
    var meet = Meet.of(request, parent, BoundaryLimits.DEFAULT);
    assertThat(meet.boundary())
        .isEqualTo(of("'actions':['a.b','a.c'],'arguments':{" + AMOUNT + "},'from':0"));
    assertThat(meet.cuts()).hasSize(1);
    assertThat(meet.cuts().getFirst().whole()).isFalse();
    assertThat(meet.cuts().getFirst().excesses())
        .extracting(Excess::code)
        .containsExactly("action_not_held", "action_not_held", "argument_wider");
  }

  @Test
  void meetCutsWhatCannotBeExpressed() throws Exception {
    var parent = of("'arguments':{'p':{'constraint_type':'pattern','pattern':'a.*'}}");
    var request = of("'arguments':{'p':{'constraint_type':'pattern','pattern':'.*b'}}");
    var meet = Meet.of(request, parent, BoundaryLimits.DEFAULT);
    assertThat(meet.boundary()).isEqualTo(Boundary.NOTHING);
    assertThat(meet.cuts().getFirst().whole()).isTrue();
  }

  @Test
  void meetOfTwoListsThatIsTooLongForOneIsRefused() throws Exception {
    var families = new ArrayList<String>();
    var single = new ArrayList<String>();
    for (int i = 0; i < 100; i++) {
      families.add("'f" + i + ".*'");
      single.add("'f" + i + ".a','f" + i + ".b'");
    }
    var asked = of("'actions':[" + String.join(",", families) + ",'g.a','g.b','g.c']");
    var held = of("'actions':[" + String.join(",", single.subList(0, 99)) + ",'g.*']");
    assertThatThrownBy(() -> Meet.of(asked, held, BoundaryLimits.DEFAULT))
        .isInstanceOf(InvalidBoundaryException.class)
        .hasMessageContaining("more than 200 entries");
    var fewer = of("'actions':[" + String.join(",", single.subList(0, 98)) + ",'g.*']");
    assertThat(Meet.of(asked, fewer, BoundaryLimits.DEFAULT).boundary().permissions()).hasSize(1);
  }

  @Test
  void meetOfWhatIsContainedIsItself() throws Exception {
    var parent = of("'actions':['z']", "'actions':['a.*']");
    var meet = Meet.of(of("'conditions':['true']"), parent, BoundaryLimits.DEFAULT);
    assertThat(meet.boundary()).isEqualTo(of("'conditions':['true'],'from':1"));
    assertThat(meet.cuts()).isEmpty();
  }
}
