package io.legate.client.resource;

import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import io.legate.client.resource.UnmetObligationException.Reason;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The expression of a `row_filter`: which rows of a result may be disclosed, or written.
///
/// The syntax is CEL's, of which there is: names of columns (`region`, `address.country`), literals
/// (text, whole numbers, `decimal("1.50")`, `true`, `false`, `null`), `==` `!=` `<` `<=` `>` `>=`,
/// `in` a list of literals, `!`, `&&`, `||` and parentheses. Numbers compare exactly. Everything
/// else is refused when it is read, and whatever cannot be told of a row (a column that is not
/// there, an order between a text and a number, an order with `null`) refuses the row's whole
/// result: it is never taken for true or false. As in CEL, `false && x` is false and `true || x`
/// true whatever becomes of `x`.
final class RowFilter {

  static final int CHARS_MAX = 2_048;
  private static final int DEPTH_MAX = 32;
  private static final int LIST_MAX = 256;
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]{1,18})?");

  private static final CelParser PARSER = CelParserFactory.standardCelParserBuilder().build();

  private final Test test;

  private RowFilter(Test test) {
    this.test = test;
  }

  /// A row's values by column.
  @FunctionalInterface
  interface Row {
    /// Returns a value, null where there is no such column.
    @Nullable Json get(String name);
  }

  private sealed interface Test {}

  private record Not(Test of) implements Test {}

  private record And(Test left, Test right) implements Test {}

  private record Or(Test left, Test right) implements Test {}

  private record Compare(Relation relation, Term left, Term right) implements Test {}

  private record In(Term term, List<Term> list) implements Test {}

  /// A column or literal that is a truth value itself.
  private record Is(Term term) implements Test {}

  private sealed interface Term {}

  private record Literal(Json value) implements Term {}

  private record Name(List<String> path) implements Term {}

  private enum Relation {
    EQUAL,
    DIFFERENT,
    LESS,
    AT_MOST,
    MORE,
    AT_LEAST
  }

  /// What can be told of a row.
  private enum Truth {
    YES,
    NO,
    /// It cannot be told.
    UNKNOWN
  }

  /// Reads an expression.
  ///
  /// @throws UnmetObligationException if it is none of these
  static RowFilter parse(String text) throws UnmetObligationException {
    if (text.length() > CHARS_MAX) {
      throw malformed("is longer than " + CHARS_MAX + " characters");
    }
    try {
      CelValidationResult parsed = PARSER.parse(text);
      if (parsed.hasError()) {
        throw malformed("is not an expression");
      }
      return new RowFilter(test(parsed.getAst().getExpr(), DEPTH_MAX));
    } catch (CelValidationException e) {
      throw malformed("is not an expression");
    }
  }

  /// Returns whether a row may be disclosed.
  ///
  /// @throws UnmetObligationException if that cannot be told
  boolean admits(Row row) throws UnmetObligationException {
    return switch (truth(test, row)) {
      case YES -> true;
      case NO -> false;
      case UNKNOWN ->
          throw new UnmetObligationException(
              Reason.UNMET, "the row filter cannot be evaluated for a row");
    };
  }

  private static Test test(CelExpr expression, int depth) throws UnmetObligationException {
    if (depth == 0) {
      throw malformed("is nested too deep");
    }
    if (expression.getKind() != CelExpr.ExprKind.Kind.CALL) {
      return new Is(term(expression));
    }
    var call = expression.call();
    List<CelExpr> given = call.args();
    if (call.target().isPresent()) {
      throw malformed("calls `" + call.function() + "`, which there is not");
    }
    return switch (call.function()) {
      case "!_" -> new Not(test(given.getFirst(), depth - 1));
      case "_&&_" -> new And(test(given.getFirst(), depth - 1), test(given.getLast(), depth - 1));
      case "_||_" -> new Or(test(given.getFirst(), depth - 1), test(given.getLast(), depth - 1));
      case "_==_" -> compare(Relation.EQUAL, given);
      case "_!=_" -> compare(Relation.DIFFERENT, given);
      case "_<_" -> compare(Relation.LESS, given);
      case "_<=_" -> compare(Relation.AT_MOST, given);
      case "_>_" -> compare(Relation.MORE, given);
      case "_>=_" -> compare(Relation.AT_LEAST, given);
      case "@in" -> new In(term(given.getFirst()), list(given.getLast()));
      case String other -> throw malformed("uses `" + other + "`, which there is not");
    };
  }

  private static Test compare(Relation relation, List<CelExpr> given)
      throws UnmetObligationException {
    return new Compare(relation, term(given.getFirst()), term(given.getLast()));
  }

  private static List<Term> list(CelExpr expression) throws UnmetObligationException {
    if (expression.getKind() != CelExpr.ExprKind.Kind.LIST
        || expression.list().elements().size() > LIST_MAX) {
      throw malformed("has `in` without a list of at most " + LIST_MAX + " literals");
    }
    var terms = new ArrayList<Term>();
    for (CelExpr element : expression.list().elements()) {
      Term term = term(element);
      if (!(term instanceof Literal)) {
        throw malformed("has a list of other things than literals");
      }
      terms.add(term);
    }
    return List.copyOf(terms);
  }

  private static Term term(CelExpr expression) throws UnmetObligationException {
    return switch (expression.getKind()) {
      case CONSTANT -> new Literal(literal(expression.constant()));
      case IDENT, SELECT -> new Name(path(expression, DEPTH_MAX));
      case CALL -> new Literal(decimal(expression));
      case NOT_SET, LIST, STRUCT, MAP, COMPREHENSION ->
          throw malformed("compares something other than columns and literals");
    };
  }

  private static Json literal(CelConstant constant) throws UnmetObligationException {
    return switch (constant.getKind()) {
      case STRING_VALUE -> new Json.Str(constant.stringValue());
      case INT64_VALUE -> new Json.Num(Long.toString(constant.int64Value()));
      case BOOLEAN_VALUE -> new Json.Bool(constant.booleanValue());
      case NULL_VALUE -> Json.Null.NULL;
      case DOUBLE_VALUE ->
          throw malformed("has a floating number; write an exact one, such as `decimal(\"0.15\")`");
      case UINT64_VALUE, BYTES_VALUE, DURATION_VALUE, TIMESTAMP_VALUE, NOT_SET ->
          throw malformed("has a literal of a type that there is not");
    };
  }

  private static Json decimal(CelExpr expression) throws UnmetObligationException {
    var call = expression.call();
    if (call.function().equals("decimal")
        && call.target().isEmpty()
        && call.args().size() == 1
        && call.args().getFirst().getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && literal(call.args().getFirst().constant()) instanceof Json.Str(var text)
        && DECIMAL.matcher(text).matches()) {
      return new Json.Num(new BigDecimal(text).toPlainString());
    }
    throw malformed("compares something other than columns and literals");
  }

  private static List<String> path(CelExpr expression, int depth) throws UnmetObligationException {
    if (depth > 0 && expression.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      return List.of(expression.ident().name());
    }
    if (depth > 0
        && expression.getKind() == CelExpr.ExprKind.Kind.SELECT
        && !expression.select().testOnly()) {
      var path = new ArrayList<>(path(expression.select().operand(), depth - 1));
      path.add(expression.select().field());
      return List.copyOf(path);
    }
    throw malformed("names something other than a column");
  }

  private static Truth truth(Test test, Row row) {
    return switch (test) {
      case Not(var of) ->
          switch (truth(of, row)) {
            case YES -> Truth.NO;
            case NO -> Truth.YES;
            case UNKNOWN -> Truth.UNKNOWN;
          };
      case And(var left, var right) -> both(truth(left, row), truth(right, row), Truth.NO);
      case Or(var left, var right) -> both(truth(left, row), truth(right, row), Truth.YES);
      case Compare(var relation, var left, var right) ->
          compare(relation, value(left, row), value(right, row));
      case In(var term, var list) -> in(value(term, row), list, row);
      case Is(var term) -> value(term, row) instanceof Json.Bool(var is) ? of(is) : Truth.UNKNOWN;
    };
  }

  /// @param deciding what one side alone decides with
  private static Truth both(Truth left, Truth right, Truth deciding) {
    if (left == deciding || right == deciding) {
      return deciding;
    }
    return left == Truth.UNKNOWN ? left : right;
  }

  private static Truth in(@Nullable Json value, List<Term> list, Row row) {
    Truth found = Truth.NO;
    for (Term each : list) {
      found = both(found, compare(Relation.EQUAL, value, value(each, row)), Truth.YES);
    }
    return list.isEmpty() && value == null ? Truth.UNKNOWN : found;
  }

  private static @Nullable Json value(Term term, Row row) {
    return switch (term) {
      case Literal(var value) -> value;
      case Name(var path) -> {
        Json at = row.get(path.getFirst());
        for (String field : path.subList(1, path.size())) {
          at = at instanceof Json.Obj inner ? inner.get(field) : null;
        }
        yield at;
      }
    };
  }

  private static Truth compare(Relation relation, @Nullable Json left, @Nullable Json right) {
    if (left == null || right == null) {
      return Truth.UNKNOWN;
    }
    boolean equality = relation == Relation.EQUAL || relation == Relation.DIFFERENT;
    if (left instanceof Json.Null || right instanceof Json.Null) {
      boolean same = left instanceof Json.Null && right instanceof Json.Null;
      return equality ? of(same == (relation == Relation.EQUAL)) : Truth.UNKNOWN;
    }
    if (left instanceof Json.Bool(var one) && right instanceof Json.Bool(var other)) {
      return equality ? of((one == other) == (relation == Relation.EQUAL)) : Truth.UNKNOWN;
    }
    Integer order = order(left, right);
    return order == null ? Truth.UNKNOWN : of(holds(relation, order));
  }

  private static @Nullable Integer order(Json left, Json right) {
    if (left instanceof Json.Num one && right instanceof Json.Num other) {
      return one.exact().compareTo(other.exact());
    }
    if (left instanceof Json.Str(var one) && right instanceof Json.Str(var other)) {
      return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
    }
    return null;
  }

  private static boolean holds(Relation relation, int order) {
    return switch (relation) {
      case EQUAL -> order == 0;
      case DIFFERENT -> order != 0;
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
      case MORE -> order > 0;
      case AT_LEAST -> order >= 0;
    };
  }

  private static Truth of(boolean holds) {
    return holds ? Truth.YES : Truth.NO;
  }

  private static UnmetObligationException malformed(String what) {
    return new UnmetObligationException(Reason.MALFORMED, "the row filter " + what);
  }
}
