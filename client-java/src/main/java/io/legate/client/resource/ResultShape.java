package io.legate.client.resource;

import io.legate.client.resource.UnmetObligationException.Reason;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The columns of one result set, and what stored columns each tells of.
final class ResultShape {

  /// One column.
  ///
  /// @param behind names by which a mask may mean it, folded
  private record Column(String label, Set<String> behind) {}

  private final List<Column> columns;
  private final Map<String, String> labelByStored;

  private ResultShape(List<Column> columns, Map<String, String> labelByStored) {
    this.columns = columns;
    this.labelByStored = labelByStored;
  }

  /// @param closed whether a column that is not declared refuses the whole
  static ResultShape of(ResultSet rows, Columns declared, boolean closed)
      throws SQLException, UnmetObligationException {
    var metadata = rows.getMetaData();
    var columns = new ArrayList<Column>();
    var stored = new HashMap<String, String>();
    var labels = new HashSet<String>();
    for (int i = 1; i <= metadata.getColumnCount(); i++) {
      String label = metadata.getColumnLabel(i);
      if (!labels.add(Columns.key(label))) {
        throw new UnmetObligationException(
            Reason.UNMET, "two columns of the result are called `" + label + "`");
      }
      Set<String> made = declared.behind(label);
      if (made == null && closed) {
        throw new UnmetObligationException(
            Reason.UNMET, "nobody says what the column `" + label + "` is made of");
      }
      var behind = new HashSet<String>();
      behind.add(Columns.key(label));
      behind.add(Columns.key(metadata.getColumnName(i)));
      if (made != null) {
        behind.addAll(made);
        if (made.size() == 1) {
          stored.put(made.iterator().next(), label);
        }
      }
      columns.add(new Column(label, Set.copyOf(behind)));
    }
    return new ResultShape(List.copyOf(columns), Map.copyOf(stored));
  }

  /// Reads the row at the cursor, by label.
  Obj read(ResultSet rows) throws SQLException, UnmetObligationException {
    var row = new LinkedHashMap<String, Json>();
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i).label, json(rows.getObject(i + 1)));
    }
    return new Obj(row);
  }

  /// Returns what a row holds of a stored column, null where the result does not have it by itself.
  @Nullable Json stored(Obj row, String name) {
    String label = labelByStored.get(Columns.key(name));
    return label == null ? null : row.get(label);
  }

  /// Returns the row with `null` for every column that tells of a masked one.
  Obj masked(Obj row, Set<String> masked) {
    var shown = new LinkedHashMap<>(row.members());
    for (Column column : columns) {
      if (column.behind.stream().anyMatch(masked::contains)) {
        shown.put(column.label, Json.Null.NULL);
      }
    }
    return new Obj(shown);
  }

  private static Json json(@Nullable Object value) throws UnmetObligationException {
    return switch (value) {
      case null -> Json.Null.NULL;
      case String text -> new Json.Str(text);
      case Boolean truth -> new Json.Bool(truth);
      case BigDecimal number -> new Json.Num(number.toPlainString());
      case Integer _, Long _, Short _, Byte _ -> new Json.Num(value.toString());
      case Double number when Double.isFinite(number) -> exact(number);
      case Float number when Float.isFinite(number) -> exact(number);
      case byte[] bytes -> new Json.Str(Base64.getEncoder().encodeToString(bytes));
      case Timestamp time -> new Json.Str(time.toLocalDateTime().toString());
      case Date date -> new Json.Str(date.toLocalDate().toString());
      case Time time -> new Json.Str(time.toLocalTime().toString());
      case Temporal time -> new Json.Str(time.toString());
      default ->
          throw new UnmetObligationException(
              Reason.UNMET, "the result has a value of a type that cannot be told");
    };
  }

  /// The number that is stored, to its last digit.
  private static Json exact(double number) {
    return new Json.Num(new BigDecimal(number).toPlainString());
  }
}
