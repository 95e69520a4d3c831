package io.legate.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import io.legate.policy.InvalidConditionException;
import java.util.Set;

/// What a macro may not do with its own variable, in an expression that came with a statement.
///
/// A macro binds what the one before it made, so `[t].map(x, x + x)` said thirty times makes a text
/// a thousand million times as long, or a list that is as much work to compare, within the turns
/// that macros have. Nothing that is made within a macro may therefore hold one of its values
/// twice; what an expression makes is then no longer than its own text times what it reads.
final class Growth {

  private static final Set<CelKind> SINGLE =
      Set.of(CelKind.BOOL, CelKind.INT, CelKind.STRING, CelKind.TIMESTAMP, CelKind.DURATION);

  private Growth() {}

  /// Refuses an expression that could make more and more of a value.
  static void refuse(CelAbstractSyntaxTree tree) throws InvalidConditionException {
    for (CelNavigableExpr node : CelNavigableAst.fromAst(tree).getRoot().allNodes().toList()) {
      if (!Screening.isWithinMacro(node)) {
        continue;
      }
      CelExpr expression = node.expr();
      if (node.getKind() == Kind.MAP) {
        throw Screening.at(tree, expression, "makes a map again and again");
      }
      if (node.getKind() == Kind.LIST
          && expression.list().elements().size() > 1
          && !isFlat(tree, expression)) {
        throw Screening.at(tree, expression, "puts lists together again and again");
      }
      if (Screening.isCall(expression, "_+_") && joins(tree, expression)) {
        throw Screening.at(tree, expression, "puts texts or lists together again and again");
      }
      if (Screening.isCall(expression, "contains")
          && expression.call().args().getFirst().getKind() != Kind.CONSTANT) {
        throw Screening.at(tree, expression, "searches again and again for what is no literal");
      }
    }
  }

  /// Whether `+` is not that of numbers and times. The macros' own adds one element to their
  /// result.
  private static boolean joins(CelAbstractSyntaxTree tree, CelExpr sum) {
    CelExpr first = sum.call().args().getFirst();
    if (first.getKind() == Kind.IDENT && first.ident().name().startsWith("@")) {
      return false;
    }
    CelType type = tree.getTypeOrThrow(sum.id());
    return !isSingle(type) || type.kind() == CelKind.STRING;
  }

  /// Whether every element is one value, or a list of such, or an argument as it was given.
  private static boolean isFlat(CelAbstractSyntaxTree tree, CelExpr list) {
    for (CelExpr element : list.list().elements()) {
      boolean flat =
          element.getKind() == Kind.LIST
              ? isFlat(tree, element)
              : isSingle(tree.getTypeOrThrow(element.id())) || isArgument(element);
      if (!flat) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSingle(CelType type) {
    return SINGLE.contains(type.kind()) || type.equals(Names.DECIMAL);
  }

  private static boolean isArgument(CelExpr expression) {
    return expression.getKind() == Kind.SELECT
        && expression.select().operand().getKind() == Kind.IDENT
        && expression.select().operand().ident().name().equals("args");
  }
}
