package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Obligations on the results of real queries.
class ResultRowsTest {

  private static final Obj MASK =
      Obj.with("type", "mask").with("fields", Arr.ofStrings(List.of("ssn"))).build();
  private static final Obj US =
      Obj.with("type", "row_filter").with("expression", "region == 'US'").build();
  private static final Columns STORED = Columns.of("id", "region", "ssn", "balance");

  private Connection connection;

  @BeforeEach
  void fill() throws Exception {
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE customer (id INTEGER, region TEXT, ssn TEXT, balance REAL)");
      statement.execute(
          """
          INSERT INTO customer VALUES (1, 'US', '900-00-0001', 0.5), (2, 'EU', '900-00-0002', 1),
            (3, 'US', NULL, NULL), (4, NULL, '900-00-0004', 2)\
          """);
    }
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
  }

  private List<Json> query(String sql, Columns columns, long maxRows, Obj... obligations)
      throws Exception {
    var read = Obligations.read(List.of(obligations), maxRows, Set.of());
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return read.rows(rows, columns).value().items();
    }
  }

  private void assertUnmet(String sql, Columns columns, Obj... obligations) {
    assertThatExceptionOfType(UnmetObligationException.class)
        .isThrownBy(() -> query(sql, columns, 0, obligations));
  }

  @Test
  void rowsAreReadAsTheyAreStored() throws Exception {
    var rows = query("SELECT * FROM customer ORDER BY id", Columns.of(), 0);
    assertThat(rows)
        .hasSize(4)
        .first()
        .isEqualTo(
            Obj.with("id", 1)
                .with("region", "US")
                .with("ssn", "900-00-0001")
                .with("balance", new Json.Num("0.5"))
                .build());
    assertThat(((Obj) rows.get(2)).get("ssn")).isEqualTo(Json.Null.NULL);
  }

  @Test
  void maskedColumnsAreNull() throws Exception {
    var rows = query("SELECT id, SSN, region FROM customer", STORED, 0, MASK);
    assertThat(rows).extracting(row -> ((Obj) row).get("ssn")).containsOnly(Json.Null.NULL);
    assertThat(rows.toString()).doesNotContain("900-");
  }

  @Test
  void aDeclaredAliasOfAMaskedColumnIsMaskedToo() throws Exception {
    var columns = STORED.with("tax_id", "ssn").with("both", "region", "ssn");
    var rows = query("SELECT ssn AS tax_id, region || ssn AS both FROM customer", columns, 0, MASK);
    assertThat(rows.toString()).doesNotContain("900-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ssn AS tax_id FROM customer",
        "SELECT substr(ssn, 8) FROM customer",
        "SELECT id, (SELECT ssn FROM customer WHERE id = 1) AS x FROM customer",
      })
  void aColumnThatNobodyDeclaredIsNotDisclosed(String sql) throws Exception {
    assertUnmet(sql, STORED, MASK);
    assertUnmet(sql, STORED, US);
    assertThat(query(sql, STORED, 0)).isNotEmpty();
  }

  @Test
  void twoColumnsOfOneNameAreNotDisclosed() {
    assertUnmet("SELECT id, region AS ID FROM customer", STORED);
  }

  @Test
  void onlyRowsThatTheFilterAdmitsAreDisclosed() throws Exception {
    assertThat(query("SELECT id, region FROM customer WHERE id < 4", STORED, 0, US)).hasSize(2);
  }

  @Test
  void aFilterReadsAliasesByWhatIsStored() throws Exception {
    var columns = Columns.of("id").with("area", "region");
    assertThat(query("SELECT id, region AS area FROM customer", columns, 0, US)).hasSize(2);
  }

  @Test
  void aFilterOverAColumnThatIsNotInTheResultDisclosesNothing() {
    assertUnmet("SELECT id FROM customer", STORED, US);
    assertUnmet(
        "SELECT id, upper(region) AS region FROM customer",
        Columns.of("id").with("region", "region", "id"),
        US);
  }

  @Test
  void rowsAreCountedAfterTheFilter() throws Exception {
    var rows = query("SELECT id, region FROM customer ORDER BY id", STORED, 2, US);
    assertThat(rows).hasSize(2);
    assertThat(((Obj) rows.getLast()).get("id")).isEqualTo(new Json.Num("3"));
  }

  @Test
  void nullInTheFilteredColumnIsNotTheRegion() throws Exception {
    assertThat(query("SELECT id, region FROM customer WHERE id = 4", STORED, 0, US)).isEmpty();
  }
}
