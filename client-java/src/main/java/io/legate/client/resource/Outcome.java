package io.legate.client.resource;

import io.legate.json.Json.Obj;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What came of a permitted action, told by the work while it is done. For one thread.
public final class Outcome {

  private final Map<String, String> settled = new LinkedHashMap<>();
  private final List<Disclosure> disclosures = new ArrayList<>();
  private boolean executed = true;

  Outcome() {}

  /// Says that nothing was done, and nothing will be: what was reserved is released.
  public void notExecuted() {
    executed = false;
  }

  /// States a limit's final value, as an exact decimal string, where it is not what was asked.
  public void settled(String limit, String value) {
    settled.put(limit, value);
  }

  /// States values of one record that the answer discloses.
  ///
  /// @param source as the action catalogue names it, such as `erp.vendors`
  public void disclosed(String source, Obj values) {
    disclosures.add(new Disclosure(source, values));
  }

  boolean executed() {
    return executed;
  }

  Map<String, String> settled() {
    return Map.copyOf(settled);
  }

  List<Disclosure> disclosures() {
    return List.copyOf(disclosures);
  }

  record Disclosure(String source, Obj values) {}
}
