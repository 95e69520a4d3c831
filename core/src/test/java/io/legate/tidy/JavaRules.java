package io.legate.tidy;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Rules about Java sources, checked on the syntax tree, so that comments and strings may speak of
/// what the code must not do.
///
/// Types are not resolved: a call is known by how it is written, such as `Instant.now()`. A static
/// import would hide it.
final class JavaRules extends TreeScanner<@Nullable Void, @Nullable Void> {

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, null, null);

  static final int FILE_LINES_MAX = 400;
  static final int METHOD_LINES_MAX = 70;

  /// Where time enters and a program speaks to its user. Everywhere else both are passed in.
  private static final Set<String> EDGES =
      Set.of("app", "client", "demo", "replay", "bench", "chaos");

  private static final Map<String, String> CLOCKS =
      Map.of(
          "Instant.now", "pass the Instant in, or inject a Clock",
          "System.currentTimeMillis", "pass the Instant in, or inject a Clock",
          "LocalDate.now", "pass the date in, or inject a Clock",
          "LocalDateTime.now", "pass the Instant in, or inject a Clock",
          "ZonedDateTime.now", "pass the Instant in, or inject a Clock",
          "OffsetDateTime.now", "pass the Instant in, or inject a Clock",
          "Clock.systemUTC", "inject a Clock; `app` makes it",
          "Clock.systemDefaultZone", "inject a Clock; `app` makes it");

  private static final Set<String> CLOCK_EDGES =
      Set.of("app", "keys", "client", "demo", "replay", "bench", "chaos");

  private static final Pattern NUMBER_IN_FORMAT =
      Pattern.compile("%(?:\\d+\\$)?[-#+ 0,(]*\\d*(?:\\.\\d+)?[dfeEgG]");

  private static final Pattern BANNED_TYPE_NAME =
      Pattern.compile(".*(?:Impl|Utils?|Helper|Manager|Dto)");

  /// One hump of a name. `grantType` is OAuth's and stays.
  private static final Pattern BANNED_NAME =
      Pattern.compile("(?:^|[a-z0-9_])(?:G|(?<![a-zA-Z])g)rants?(?![a-z])(?!Type)|stepUp|StepUp");

  private static final Pattern BANNED_NAME_UPPER = Pattern.compile("(?:^|_)GRANTS?(?:$|_(?!TYPE))");

  private static final Set<String> BANNED_PACKAGES =
      Set.of("util", "common", "impl", "manager", "helper", "model", "dto");

  private final List<String> found = new ArrayList<>();
  private final CompilationUnitTree unit;
  private final Trees trees;
  private final String feature;
  private final boolean test;

  private JavaRules(CompilationUnitTree unit, Trees trees, boolean test) {
    this.unit = unit;
    this.trees = trees;
    this.test = test;
    String name = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    var parts = name.split("\\.");
    this.feature = parts.length > 2 ? parts[2] : "";
    for (String part : parts) {
      if (BANNED_PACKAGES.contains(part)) {
        report(unit, "package `" + part + "`: name it for what it holds");
      }
    }
  }

  /// Returns `line: what to do instead` for each place of a file that breaks a rule.
  ///
  /// @param test whether the file is a test: tests may print and read the clock, and that is all
  static List<String> violations(String source, boolean test) throws IOException {
    var task =
        (JavacTask)
            COMPILER.getTask(
                null,
                FILES,
                diagnostic -> {},
                List.of("-proc:none"),
                null,
                List.of(new InMemory(source)));
    var found = new ArrayList<String>();
    long lines = source.lines().count();
    if (lines > FILE_LINES_MAX) {
      found.add("1: " + lines + " lines: at most " + FILE_LINES_MAX + ", so split it by idea");
    }
    for (var unit : task.parse()) {
      var rules = new JavaRules(unit, Trees.instance(task), test);
      rules.scan(unit, null);
      found.addAll(rules.found);
    }
    return found;
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
    String called = call.getMethodSelect().toString();
    String instead = CLOCKS.get(called.replaceFirst("^java\\.(?:time|lang)\\.", ""));
    // A clock that is passed in is what the rule wants.
    boolean injected = called.endsWith(".now") && !call.getArguments().isEmpty();
    if (instead != null && !injected && !test && !CLOCK_EDGES.contains(feature)) {
      report(call, "`" + called + "`: " + instead);
    }
    // A product may have to wait; a test that waits for time passes by luck.
    if (test && called.matches("(?:java\\.lang\\.)?Thread\\.sleep|TimeUnit\\.\\w+\\.sleep")) {
      report(call, "`" + called + "`: wait for the event itself");
    }
    if (call.getMethodSelect() instanceof MemberSelectTree select) {
      checkFormat(call, select);
    }
    return super.visitMethodInvocation(call, null);
  }

  private void checkFormat(MethodInvocationTree call, MemberSelectTree select) {
    String called = select.getIdentifier().toString();
    @Nullable ExpressionTree format =
        switch (called) {
          case "formatted" -> select.getExpression();
          case "format", "printf" ->
              call.getArguments().isEmpty() ? null : call.getArguments().getFirst();
          default -> null;
        };
    if (format instanceof LiteralTree literal
        && literal.getValue() instanceof String text
        && NUMBER_IN_FORMAT.matcher(text).find()) {
      report(
          call,
          "`" + called + "` of a number: pass Locale.ROOT, or digits change with the machine");
    }
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree made, @Nullable Void unused) {
    if (!test
        && !CLOCK_EDGES.contains(feature)
        && made.getIdentifier().toString().equals("Date")
        && made.getArguments().isEmpty()) {
      report(made, "`new Date()`: pass the Instant in, or inject a Clock");
    }
    return super.visitNewClass(made, null);
  }

  @Override
  public @Nullable Void visitMemberSelect(MemberSelectTree select, @Nullable Void unused) {
    if (!test
        && !EDGES.contains(feature)
        && select.toString().matches("(?:java\\.lang\\.)?System\\.(?:out|err)")) {
      report(select, "`" + select + "`: log it; only `app` and the demo speak to a person");
    }
    return super.visitMemberSelect(select, null);
  }

  @Override
  public @Nullable Void visitSynchronized(SynchronizedTree block, @Nullable Void unused) {
    reportMonitor(block);
    return super.visitSynchronized(block, null);
  }

  private void reportMonitor(Tree tree) {
    if (feature.equals("grpc") || feature.equals("http")) {
      report(tree, "`synchronized`: an event loop must not wait; use a lock off it, or a message");
    }
  }

  @Override
  public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
    if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
      reportMonitor(method);
    }
    long lines = line(endOf(method)) - line(startOf(method)) + 1;
    if (lines > METHOD_LINES_MAX) {
      report(
          method,
          "`" + method.getName() + "` has " + lines + " lines: at most " + METHOD_LINES_MAX);
    }
    checkName(method, method.getName().toString());
    return super.visitMethod(method, null);
  }

  @Override
  public @Nullable Void visitVariable(VariableTree variable, @Nullable Void unused) {
    checkName(variable, variable.getName().toString());
    return super.visitVariable(variable, null);
  }

  @Override
  public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
    String name = type.getSimpleName().toString();
    if (BANNED_TYPE_NAME.matcher(name).matches()) {
      report(type, "`" + name + "`: name it for what it is");
    }
    checkName(type, name);
    return super.visitClass(type, null);
  }

  @Override
  public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void unused) {
    if (annotation.getAnnotationType().toString().endsWith("Disabled")) {
      report(annotation, "`@Disabled`: mend the test or delete it");
    }
    return super.visitAnnotation(annotation, null);
  }

  private void checkName(Tree tree, String name) {
    if (BANNED_NAME.matcher(name).find() || BANNED_NAME_UPPER.matcher(name).find()) {
      report(tree, "`" + name + "`: say permission (OAuth owns the other word), and escalate");
    }
  }

  private long startOf(Tree tree) {
    return trees.getSourcePositions().getStartPosition(unit, tree);
  }

  private long endOf(Tree tree) {
    return trees.getSourcePositions().getEndPosition(unit, tree);
  }

  private long line(long position) {
    return unit.getLineMap().getLineNumber(position);
  }

  private void report(Tree tree, String what) {
    found.add(line(startOf(tree)) + ": " + what);
  }

  /// A source held as text.
  private static final class InMemory extends SimpleJavaFileObject {
    private final String source;

    InMemory(String source) {
      super(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE);
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
