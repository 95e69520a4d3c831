package io.legate.bundle;

import io.legate.boundary.BoundaryLimits;
import io.legate.json.Json;
import io.legate.policy.Bundle;
import io.legate.policy.Conditions;
import io.legate.policy.InvalidBundleException;
import io.legate.yaml.YamlReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads the files of a bundle, whole or not at all.
///
/// @param limits how large an entitlement's boundary may be
public record YamlBundles(Conditions conditions, BoundaryLimits limits) {

  /// A bundle and its own table of cases, which is not published.
  ///
  /// @param tests as they were written; not checked
  public record Read(Bundle bundle, Json tests, Locator locator) {}

  /// Tells where in the files something of the bundle stands.
  public interface Locator {
    /// Returns a problem with its place.
    BundleProblem problem(String pointer, String message);
  }

  /// Reads files.
  ///
  /// @throws InvalidFilesException with everything that is wrong with them
  public Read read(BundleFiles files) throws InvalidFilesException {
    var problems = new ArrayList<BundleProblem>();
    var merging = new Merging(problems);
    for (Map.Entry<String, byte[]> file : files.byName().entrySet()) {
      add(file.getKey(), file.getValue(), merging, problems);
    }
    if (!problems.isEmpty()) {
      // What was misread would be told again in other words.
      throw new InvalidFilesException(problems);
    }
    Json.Obj whole = merging.bundle();
    try {
      Json tests = whole.get("tests");
      return new Read(
          Bundle.parse(whole, conditions, limits),
          tests == null ? new Json.Arr(List.of()) : tests,
          merging::problem);
    } catch (InvalidBundleException e) {
      throw new InvalidFilesException(
          e.problems().stream()
              .map(problem -> merging.problem(problem.pointer(), problem.sentence()))
              .toList());
    }
  }

  private static void add(
      String name, byte[] content, Merging merging, List<BundleProblem> problems) {
    try {
      var text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(content))
              .toString();
      var document = YamlReader.read(text);
      document
          .faults()
          .forEach(
              fault -> problems.add(new BundleProblem(name, fault.line(), "", fault.message())));
      merging.add(name, document.root());
    } catch (CharacterCodingException e) {
      problems.add(new BundleProblem(name, 0, "", "is not UTF-8"));
    }
  }
}
