package io.legate.cel;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.legate.policy.Catalogue;
import io.legate.policy.Condition;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.InvalidConditionException;

/// The expressions of one scope under one catalogue: what they may say, and how they are compiled.
final class Language {

  /// Characters of a text of policy.
  static final int POLICY_CHARS_MAX = 4_096;

  /// Characters of a text that came with a request or a statement.
  static final int STATEMENT_CHARS_MAX = 1_024;

  /// Turns that all macros of an expression take together.
  static final int TURNS_MAX = 200;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(POLICY_CHARS_MAX)
          .maxParseRecursionDepth(64)
          .maxParseErrorRecoveryLimit(1)
          .comprehensionMaxIterations(TURNS_MAX)
          .maxRegexProgramSize(300)
          .build();

  /// What is left out yields what there is not here (doubles and the like), or tells nothing true
  /// of a value whose type is only known at the time. Equality is ours.
  private static final CelStandardDeclarations STANDARD =
      CelStandardDeclarations.newBuilder()
          .excludeFunctions(
              StandardFunction.EQUALS,
              StandardFunction.NOT_EQUALS,
              StandardFunction.DYN,
              StandardFunction.TYPE,
              StandardFunction.DOUBLE,
              StandardFunction.UINT,
              StandardFunction.BYTES)
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .addFunctionBindings(Bindings.all())
          .build();

  private final Scope scope;
  private final Catalogue catalogue;
  private final CelCompiler compiler;

  Language(Scope scope, Catalogue catalogue) {
    this.scope = scope;
    this.catalogue = catalogue;
    Names names = Names.of(scope, catalogue);
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(STANDARD)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(names)
            .addFunctionDeclarations(Declarations.of(scope));
    names.variables().forEach(builder::addVar);
    this.compiler = builder.build();
  }

  Condition compile(String text) throws InvalidConditionException {
    int max = scope == Scope.POLICY ? POLICY_CHARS_MAX : STATEMENT_CHARS_MAX;
    if (text.length() > max) {
      throw new InvalidConditionException("is longer than " + max + " characters", 0);
    }
    CelAbstractSyntaxTree parsed = tree(compiler.parse(text));
    Screening.parsed(parsed, scope);
    CelAbstractSyntaxTree checked = tree(compiler.check(parsed));
    Screening.checked(checked, catalogue);
    if (scope == Scope.STATEMENT) {
      Growth.refuse(checked);
    }
    try {
      return new CelCondition(text, RUNTIME.createProgram(checked), catalogue, scope);
    } catch (CelEvaluationException e) {
      throw new InvalidConditionException("cannot be evaluated", 0);
    }
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult result)
      throws InvalidConditionException {
    if (result.hasError()) {
      CelIssue issue = result.getErrors().getFirst();
      throw new InvalidConditionException(
          sentence(issue.getMessage()), issue.getSourceLocation().getColumn() + 1);
    }
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new InvalidConditionException("is not an expression", 0);
    }
  }

  /// The library's words without what is about itself.
  private static String sentence(String message) {
    String words = message;
    for (String own : new String[] {" (candidates:", " (in container"}) {
      int at = words.indexOf(own);
      words = at < 0 ? words : words.substring(0, at);
    }
    return words;
  }
}
