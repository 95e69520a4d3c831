package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.json.Json;

/// What can be done with treatment records. One is named below the patient whose it is.
public final class Clinic {

  private Clinic() {}

  /// Shows a treatment.
  public static Call read(String patient, String treatment) {
    return Call.of(
        Party.CLINIC,
        "GET",
        "treatments/" + treatment,
        new AgentAction("treatments.read", resource(patient, treatment), Json.Obj.EMPTY),
        null);
  }

  /// Changes one.
  public static Call update(String patient, String treatment, String medicine, String dose) {
    var arguments = Json.Obj.with("medicine", medicine).with("dose", dose).build();
    return Call.of(
        Party.CLINIC,
        "POST",
        "treatments/" + treatment,
        new AgentAction("treatments.update", resource(patient, treatment), arguments),
        arguments);
  }

  private static String resource(String patient, String treatment) {
    return "treatment://clinic/" + patient + "/" + treatment;
  }
}
