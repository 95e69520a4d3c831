package io.legate.client.resource;

import io.legate.client.broker.ExactJson;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.provenance.Extraction;
import io.legate.provenance.Observation;
import io.legate.v1.Disclosure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What came of a permitted action, told by the work while it is done. For one thread.
public final class Outcome {

  private final Map<String, String> amounts = new LinkedHashMap<>();
  private final List<Disclosure> disclosures = new ArrayList<>();
  private final List<Observation> observes;
  private @Nullable Long rows;
  private boolean executed = true;
  private boolean complete = true;

  /// @param observes what answers to the action disclose
  Outcome(List<Observation> observes) {
    this.observes = observes;
  }

  /// Says that nothing was done, and nothing will be: what was reserved is released.
  public void notExecuted() {
    executed = false;
  }

  /// States what was really spent of an argument, as an exact decimal string, where it is not what
  /// was asked. More is an overrun, which suspends the task.
  public void spent(String argument, String amount) {
    amounts.put(argument, amount);
  }

  /// States how many rows were disclosed.
  public void rows(long count) {
    rows = count;
  }

  /// States what was answered: what it discloses by the action's own declaration
  /// ([ResourceServerConfig#observing]) is settled with the outcome, and counts as met from then
  /// on. Nothing of it where the action declares nothing.
  ///
  /// @param answer as the agent gets it, after obligations: what was masked was not disclosed
  public void answered(Json answer) {
    var extraction = Extraction.of(answer, observes);
    extraction.records().forEach(record -> disclosed(record.source(), record.values()));
    complete &= extraction.complete();
  }

  /// States values of one record that the answer discloses.
  ///
  /// @param source as the action catalogue names it, such as `erp.vendors`
  /// @param values field name to value
  /// @throws IllegalArgumentException if a number among them is not exact
  public void disclosed(String source, Obj values) {
    disclosures.add(
        Disclosure.newBuilder().setSource(source).setRecord(ExactJson.text(values)).build());
  }

  boolean executed() {
    return executed;
  }

  Map<String, String> amounts() {
    return amounts;
  }

  @Nullable Long rows() {
    return rows;
  }

  /// Whether nothing that was answered is left out for being too much.
  boolean complete() {
    return complete;
  }

  List<Disclosure> disclosures() {
    return disclosures;
  }
}
