package io.legate.demo.scenario;

import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Rows;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;
import java.util.List;

/// Rows of a database of customers.
final class DatabaseScenario {

  private static final List<String> COLUMNS =
      List.of("id", "name", "region", "status", "ssn", "credit_card");

  private final Play play;

  DatabaseScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    Job job = Job.open(play, "Call customers in the US", "work_customers", Json.Obj.EMPTY);
    Job.Tried first = job.tryTo(Rows.select(COLUMNS));
    List<Fields> rows = first.body().list("rows");
    play.step(
        "S55 a query returns at most 50 rows",
        "allow; 50 of 120",
        first.answer() + "; " + rows.size() + " of 120",
        rows.size() == 50);
    long within =
        rows.stream().filter(row -> is(row, "region", "US") && is(row, "status", "active")).count();
    play.step("S48 all of them active and in the US", "50 rows", within + " rows", within == 50);
    long hidden =
        rows.stream().filter(row -> isNull(row, "ssn") && isNull(row, "credit_card")).count();
    play.step("S50 without their numbers", "50 rows", hidden + " rows", hidden == 50);
    insert(job);
    job.expect("S49 another 50 within the hour", Rows.select(List.of("id")), "allow");
    job.expect(
        "S49 and after 100 rows none", Rows.select(List.of("id")), "rate_limited, limit_spent");
  }

  private void insert(Job job) throws StageException, BadMessageException, SQLException {
    job.expect(
        "S48 an active customer in the US is added",
        Rows.insert("Ann Other", "ann@mail.example", "US", "active"),
        "allow");
    job.expect(
        "S48 one elsewhere is not",
        Rows.insert("Bea Other", "bea@mail.example", "EU", "active"),
        "deny, argument_refused /arguments/region");
    job.expect(
        "S48 nor one that is not active",
        Rows.insert("Cem Other", "cem@mail.example", "US", "closed"),
        "deny, argument_refused /arguments/status");
    long added = play.count(Party.RECORDS, "SELECT count(*) - 120 FROM customer");
    play.step("S48 the table has one more", "1 row", added + " row", added == 1);
  }

  private static boolean is(Fields row, String column, String value) {
    return value.equals(row.object().string(column));
  }

  private static boolean isNull(Fields row, String column) {
    return row.object().get(column) instanceof Json.Null;
  }
}
