package io.legate.cel;

/// An operator on exact decimals, either of which may be a whole number.
enum Operator {
  LESS("_<_"),
  LESS_EQUALS("_<=_"),
  GREATER("_>_"),
  GREATER_EQUALS("_>=_"),
  ADD("_+_"),
  SUBTRACT("_-_"),
  MULTIPLY("_*_");

  private final String symbol;

  Operator(String symbol) {
    this.symbol = symbol;
  }

  /// Returns the function's name in the language.
  String symbol() {
    return symbol;
  }

  /// Returns the name of its overload for these operands.
  String overload(String operands) {
    return name().toLowerCase(java.util.Locale.ROOT) + "_" + operands;
  }

  /// Returns whether it tells which is greater, and so yields true or false.
  boolean isOrder() {
    return switch (this) {
      case LESS, LESS_EQUALS, GREATER, GREATER_EQUALS -> true;
      case ADD, SUBTRACT, MULTIPLY -> false;
    };
  }

  Object apply(Exact one, Exact other) {
    return switch (this) {
      case LESS -> one.compareTo(other) < 0;
      case LESS_EQUALS -> one.compareTo(other) <= 0;
      case GREATER -> one.compareTo(other) > 0;
      case GREATER_EQUALS -> one.compareTo(other) >= 0;
      case ADD -> one.plus(other);
      case SUBTRACT -> one.minus(other);
      case MULTIPLY -> one.times(other);
    };
  }
}
