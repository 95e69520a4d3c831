package io.legate.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.legate.policy.Catalogue;
import io.legate.policy.Catalogue.ArgumentType;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.InvalidConditionException;
import java.util.List;
import java.util.Set;

/// What an expression may not be although the library would take it.
final class Screening {

  /// Nodes of an expression, those that macros stand for included.
  static final int NODES_MAX = 500;

  /// Patterns in one expression.
  static final int MATCHES_MAX = 4;

  private static final Set<CelKind> COMPARABLE =
      Set.of(
          CelKind.BOOL,
          CelKind.INT,
          CelKind.STRING,
          CelKind.TIMESTAMP,
          CelKind.DURATION,
          CelKind.DYN);

  private static final Set<String> FIGURES =
      Set.of("count", "count_by_hop", "sum", "distinct", "done", "after", "never_with");

  private Screening() {}

  /// Refuses what can be told before types are known.
  static void parsed(CelAbstractSyntaxTree tree, Scope scope) throws InvalidConditionException {
    List<CelNavigableExpr> nodes = nodes(tree);
    if (nodes.size() > NODES_MAX) {
      throw new InvalidConditionException("says too much at once", 0);
    }
    int matches = 0;
    for (CelNavigableExpr node : nodes) {
      CelExpr expression = node.expr();
      if (node.getKind() == Kind.CONSTANT) {
        requireConstant(tree, expression);
      } else if (node.getKind() == Kind.STRUCT) {
        throw at(tree, expression, "makes a message, which there is no use for");
      } else if (isCall(expression, "matches")) {
        matches++;
        if (matches > MATCHES_MAX) {
          throw at(tree, expression, "has more than " + MATCHES_MAX + " patterns");
        }
        if (scope == Scope.STATEMENT && isWithinMacro(node)) {
          throw at(tree, expression, "matches a pattern again and again");
        }
      }
    }
  }

  /// Refuses what types tell.
  static void checked(CelAbstractSyntaxTree tree, Catalogue catalogue)
      throws InvalidConditionException {
    CelType result = tree.getResultType();
    if (result.kind() != CelKind.BOOL && result.kind() != CelKind.DYN) {
      throw new InvalidConditionException("yields `" + result.name() + "`, not true or false", 0);
    }
    for (CelNavigableExpr node : nodes(tree)) {
      CelExpr expression = node.expr();
      if (isCall(expression, "_==_") || isCall(expression, "_!=_")) {
        requireComparable(tree, expression);
      } else if (node.getKind() == Kind.CALL
          && FIGURES.contains(expression.call().function())
          && expression.call().target().isPresent()) {
        requireKnown(tree, expression, catalogue);
      }
    }
  }

  private static void requireConstant(CelAbstractSyntaxTree tree, CelExpr expression)
      throws InvalidConditionException {
    CelConstant constant = expression.constant();
    switch (constant.getKind()) {
      case DOUBLE_VALUE ->
          throw at(
              tree,
              expression,
              "has a floating number; write an exact one, such as `decimal(\"0.15\")`");
      case UINT64_VALUE, BYTES_VALUE, NULL_VALUE ->
          throw at(tree, expression, "has a literal of a type that there is not");
      case BOOLEAN_VALUE, INT64_VALUE, STRING_VALUE, NOT_SET, DURATION_VALUE, TIMESTAMP_VALUE -> {}
    }
  }

  private static void requireComparable(CelAbstractSyntaxTree tree, CelExpr expression)
      throws InvalidConditionException {
    CelType one = tree.getTypeOrThrow(expression.call().args().get(0).id());
    CelType other = tree.getTypeOrThrow(expression.call().args().get(1).id());
    boolean known = isComparable(one) && isComparable(other);
    boolean same =
        one.kind() == CelKind.DYN
            || other.kind() == CelKind.DYN
            || one.equals(other)
            || (one instanceof ListType && other instanceof ListType)
            || (isNumber(one) && isNumber(other));
    if (!known || !same) {
      throw at(tree, expression, "compares `" + one.name() + "` with `" + other.name() + "`");
    }
  }

  private static boolean isComparable(CelType type) {
    return type.equals(Names.DECIMAL)
        || COMPARABLE.contains(type.kind())
        || (type instanceof ListType list && list.hasElemType() && isComparable(list.elemType()));
  }

  private static boolean isNumber(CelType type) {
    return type.equals(Names.DECIMAL) || type.equals(SimpleType.INT);
  }

  /// A figure of an action that there is not, or of an argument that nobody adds up, would be zero
  /// for ever.
  private static void requireKnown(
      CelAbstractSyntaxTree tree, CelExpr expression, Catalogue catalogue)
      throws InvalidConditionException {
    var arguments = expression.call().args();
    String action = text(arguments.getFirst());
    if (action == null || !catalogue.isClosed()) {
      return;
    }
    Catalogue.Entry entry = catalogue.get(action);
    if (entry == null) {
      throw at(tree, expression, "names an action that the catalogue does not: `" + action + "`");
    }
    String function = expression.call().function();
    if (function.equals("done") && entry.key().isEmpty()) {
      throw at(tree, expression, "asks for a deed of `" + action + "`, which has no `key`");
    }
    String argument = arguments.size() < 2 ? null : text(arguments.get(1));
    if (argument == null) {
      return;
    }
    ArgumentType type = entry.arguments().get(argument);
    if (function.equals("sum") && type != ArgumentType.DECIMAL && type != ArgumentType.INTEGER) {
      throw at(tree, expression, "sums `" + argument + "`, which is no number of `" + action + "`");
    }
    if (function.equals("distinct")
        && (type == null || type == ArgumentType.ANY || type == ArgumentType.STRINGS)) {
      throw at(
          tree, expression, "counts `" + argument + "`, which is no value of `" + action + "`");
    }
  }

  private static @org.jspecify.annotations.Nullable String text(CelExpr expression) {
    return expression.getKind() == Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? expression.constant().stringValue()
        : null;
  }

  static boolean isCall(CelExpr expression, String function) {
    return expression.getKind() == Kind.CALL && expression.call().function().equals(function);
  }

  static boolean isWithinMacro(CelNavigableExpr node) {
    for (var up = node.parent(); up.isPresent(); up = up.get().parent()) {
      if (up.get().getKind() == Kind.COMPREHENSION) {
        return true;
      }
    }
    return false;
  }

  private static List<CelNavigableExpr> nodes(CelAbstractSyntaxTree tree) {
    return CelNavigableAst.fromAst(tree).getRoot().allNodes().toList();
  }

  static InvalidConditionException at(
      CelAbstractSyntaxTree tree, CelExpr expression, String message) {
    Integer offset = tree.getSource().getPositionsMap().get(expression.id());
    return new InvalidConditionException(message, offset == null ? 0 : offset + 1);
  }
}
