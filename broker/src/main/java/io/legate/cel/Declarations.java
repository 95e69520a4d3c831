package io.legate.cel;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;
import static dev.cel.common.CelOverloadDecl.newMemberOverload;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.legate.policy.Conditions.Scope;
import java.util.ArrayList;
import java.util.List;

/// The functions that expressions have beside the standard ones.
final class Declarations {

  private static final CelType D = Names.DECIMAL;
  private static final CelType I = SimpleType.INT;
  private static final CelType TEXT = SimpleType.STRING;
  private static final CelType TEXTS = ListType.create(SimpleType.STRING);
  private static final CelType BOOL = SimpleType.BOOL;
  private static final CelType SESSION = Names.SESSION_TYPE;
  private static final CelType PER = SimpleType.DURATION;

  private Declarations() {}

  static List<CelFunctionDecl> of(Scope scope) {
    var all = new ArrayList<>(everywhere());
    if (scope == Scope.POLICY) {
      all.addAll(ofPolicy());
    }
    return all;
  }

  private static List<CelFunctionDecl> everywhere() {
    var all = new ArrayList<CelFunctionDecl>();
    for (Operator operator : Operator.values()) {
      all.add(operator(operator));
    }
    all.add(newFunctionDeclaration("-_", newGlobalOverload("negate_decimal", D, D)));
    // Which two may be compared is told by the screening, in better words.
    all.add(equality("_==_", "same"));
    all.add(equality("_!=_", "differ"));
    all.add(
        newFunctionDeclaration(
            "decimal",
            newGlobalOverload("decimal_of_string", D, TEXT),
            newGlobalOverload("decimal_of_int", D, I),
            newGlobalOverload("decimal_of_decimal", D, D)));
    all.add(newFunctionDeclaration("string", newGlobalOverload("string_of_decimal", TEXT, D)));
    all.add(
        newFunctionDeclaration(
            "during",
            newGlobalOverload("during", BOOL, SimpleType.TIMESTAMP, TEXT, TEXT, TEXT, TEXTS)));
    all.add(
        newFunctionDeclaration(
            "date", newMemberOverload("date_in_zone", TEXT, SimpleType.TIMESTAMP, TEXT)));
    return all;
  }

  private static List<CelFunctionDecl> ofPolicy() {
    return List.of(
        newFunctionDeclaration("@in", newGlobalOverload("in_named_list", BOOL, TEXT, Names.LIST)),
        figures("count", I),
        figures("count_by_hop", I),
        figure("sum", member("session_sum", D, TEXT, TEXT)),
        figure("distinct", member("session_distinct", I, TEXT, TEXT)),
        figure(
            "done",
            member("session_done", BOOL, TEXT),
            member("session_done_key", BOOL, TEXT, TEXT),
            member("session_done_keys", BOOL, TEXT, TEXTS)),
        figure("after", member("session_after", BOOL, TEXT)),
        figure("never_with", member("session_never_with", BOOL, TEXT)),
        figure("denials", member("session_denials", I, PER)));
  }

  private static CelFunctionDecl operator(Operator operator) {
    CelType result = operator.isOrder() ? BOOL : D;
    return newFunctionDeclaration(
        operator.symbol(),
        newGlobalOverload(operator.overload("decimal"), result, D, D),
        newGlobalOverload(operator.overload("decimal_int"), result, D, I),
        newGlobalOverload(operator.overload("int_decimal"), result, I, D));
  }

  private static CelFunctionDecl equality(String operator, String name) {
    return newFunctionDeclaration(
        operator, newGlobalOverload(name, BOOL, SimpleType.DYN, SimpleType.DYN));
  }

  private static CelFunctionDecl figures(String name, CelType result) {
    return figure(
        name,
        member("session_" + name, result, TEXT),
        member("session_" + name + "_per", result, TEXT, PER));
  }

  private static CelFunctionDecl figure(String name, CelOverloadDecl... overloads) {
    return newFunctionDeclaration(name, overloads);
  }

  private static CelOverloadDecl member(String id, CelType result, CelType... arguments) {
    var all = new ArrayList<CelType>();
    all.add(SESSION);
    all.addAll(List.of(arguments));
    return newMemberOverload(id, result, all);
  }
}
