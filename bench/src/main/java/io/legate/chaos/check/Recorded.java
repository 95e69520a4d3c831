package io.legate.chaos.check;

import io.legate.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What clients wrote down.
public record Recorded(List<Attempt> attempts, List<Mark> marks) {

  public Recorded {
    attempts = List.copyOf(attempts);
    marks = List.copyOf(marks);
  }

  /// Reads the lines of a history. The last may be half written and is then left out.
  static Recorded of(List<Json.Obj> lines) {
    var begun = new LinkedHashMap<Long, Json.Obj>();
    var ended = new HashMap<Long, Json.Obj>();
    var marks = new ArrayList<Mark>();
    for (Json.Obj line : lines) {
      switch (String.valueOf(line.string("phase"))) {
        case "mark" ->
            marks.add(
                new Mark(
                    number(line, "t"),
                    String.valueOf(line.string("what")),
                    Objects.requireNonNull(line.get("about"))));
        case "invoke" -> begun.put(number(line, "attempt"), line);
        default -> ended.put(number(line, "attempt"), line);
      }
    }
    var attempts = new ArrayList<Attempt>();
    begun.forEach((number, line) -> attempts.add(attempt(number, line, ended.get(number))));
    return new Recorded(attempts, marks);
  }

  private static Attempt attempt(long number, Json.Obj line, Json.@Nullable Obj end) {
    return new Attempt(
        number,
        String.valueOf(line.string("act")),
        String.valueOf(line.string("op")),
        (int) number(line, "broker"),
        String.valueOf(line.string("request")),
        object(line, "asked"),
        number(line, "t"),
        end == null ? Long.MAX_VALUE : number(end, "t"),
        end == null ? "invoke" : String.valueOf(end.string("phase")),
        end == null ? Json.Obj.EMPTY : object(end, "answered"));
  }

  private static Json.Obj object(Json.Obj line, String name) {
    return line.get(name) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
  }

  private static long number(Json.Obj line, String name) {
    if (line.get(name) instanceof Json.Num(var text)) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException("a history's line has no `" + name + "`");
  }
}
