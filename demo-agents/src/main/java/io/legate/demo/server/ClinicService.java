package io.legate.demo.server;

import io.legate.client.web.RequestException;
import io.legate.demo.catalogue.Clinic;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The clinic: treatments, and every change of one.
final class ClinicService {

  private static final String CHANGE =
      """
      CREATE TABLE IF NOT EXISTS change (
        number INTEGER PRIMARY KEY, treatment TEXT NOT NULL, medicine TEXT NOT NULL,
        dose TEXT NOT NULL, task TEXT NOT NULL, decision TEXT NOT NULL UNIQUE) STRICT\
      """;

  private final Routes routes;

  private ClinicService(Routes routes) {
    this.routes = routes;
  }

  static void mount(Routes.Site site) throws SQLException {
    new ClinicService(Routes.open(site, List.of("treatment"), CHANGE)).mount();
  }

  private void mount() {
    routes.on(
        HttpMethod.GET,
        "/treatments/:treatment",
        asked -> Clinic.read(patient(asked), asked.part("treatment")),
        (asked, obligations, decision) ->
            Enforcement.shown(obligations, treatment(asked.part("treatment"))));
    routes.on(
        HttpMethod.POST,
        "/treatments/:treatment",
        asked ->
            Clinic.update(
                patient(asked),
                asked.part("treatment"),
                asked.body().string("medicine"),
                asked.body().string("dose")),
        (asked, obligations, decision) -> obligations.act(() -> change(asked, decision)));
  }

  private String patient(Routes.Asked asked) throws SQLException, RequestException {
    return routes.field(
        "SELECT patient FROM treatment WHERE treatment = ?", asked.part("treatment"));
  }

  private Optional<Json.Obj> treatment(String treatment) throws SQLException {
    return routes
        .database()
        .query(
            "SELECT treatment, patient, medicine, dose FROM treatment WHERE treatment = ?",
            row ->
                Json.Obj.with("treatment", row.getString(1))
                    .with("patient", row.getString(2))
                    .with("medicine", row.getString(3))
                    .with("dose", row.getString(4))
                    .build(),
            treatment)
        .stream()
        .findFirst();
  }

  private Json change(Routes.Asked asked, String decision) throws Exception {
    String treatment = asked.part("treatment");
    String medicine = asked.body().string("medicine");
    String dose = asked.body().string("dose");
    var database = routes.database();
    long number =
        database.insert(
            "INSERT INTO change (treatment, medicine, dose, task, decision) VALUES (?, ?, ?, ?, ?)",
            treatment,
            medicine,
            dose,
            asked.task(),
            decision);
    database.update(
        "UPDATE treatment SET medicine = ?, dose = ? WHERE treatment = ?",
        medicine,
        dose,
        treatment);
    return Json.Obj.with("change", number).build();
  }
}
