package io.legate.boundary;

import io.legate.boundary.Problem.Reason;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads JSON and collects what is wrong with it instead of stopping at the first problem.
///
/// Every method returns null for what it could not read, after it has recorded why. So null with no
/// problem recorded means absent, and whoever asks [#isClean] at the end has asked everything.
public final class Reading {

  /// More would serve nobody, and a hostile text could make as many as it has bytes.
  private static final int PROBLEMS_MAX = 200;

  private final List<Problem> problems = new ArrayList<>();
  private final BoundaryLimits limits;
  private long entriesRead;

  public Reading(BoundaryLimits limits) {
    this.limits = limits;
  }

  /// Returns the first few problems in one sentence.
  public static String summary(List<Problem> problems) {
    return problems.stream()
        .limit(3)
        .map(problem -> "`" + problem.pointer() + "` " + problem.sentence())
        .collect(Collectors.joining(", "));
  }

  /// Returns the pointer to the member `name` of what `pointer` points to (RFC 6901 section 3).
  public static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /// Returns the pointer to the item at `index`.
  public static String child(String pointer, int index) {
    return pointer + "/" + index;
  }

  /// Returns how large what is read may be.
  public BoundaryLimits limits() {
    return limits;
  }

  /// Returns what was found, in the order of the text.
  public List<Problem> problems() {
    return problems;
  }

  /// Returns whether nothing was found.
  public boolean isClean() {
    return problems.isEmpty();
  }

  /// Records a problem.
  public void report(String pointer, Reason reason, String sentence) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(new Problem(pointer, reason, sentence));
    }
  }

  /// Returns `json` if it is an object with no other members than `known`.
  public @Nullable Obj object(@Nullable Json json, String pointer, Set<String> known) {
    Obj object = anyObject(json, pointer);
    if (object == null) {
      return null;
    }
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        report(child(pointer, name), Reason.UNKNOWN_MEMBER, "is not known here");
      }
    }
    return object;
  }

  /// Returns `json` if it is an object.
  public @Nullable Obj anyObject(@Nullable Json json, String pointer) {
    if (json instanceof Obj object) {
      return object;
    }
    wrongType(json, pointer, "an object");
    return null;
  }

  /// Returns the non-empty list under `pointer`, each item read by `item`, none twice. Items that
  /// could not be read are left out; each has left its problem.
  public <T> @Nullable List<T> list(
      @Nullable Json json, String pointer, BiFunction<Json, String, @Nullable T> item) {
    return list(json, pointer, item, false);
  }

  <T> @Nullable List<T> list(
      @Nullable Json json,
      String pointer,
      BiFunction<Json, String, @Nullable T> item,
      boolean mayBeEmpty) {
    if (!(json instanceof Arr(var items))) {
      wrongType(json, pointer, "a list");
      return null;
    }
    if (items.isEmpty() && !mayBeEmpty) {
      report(pointer, Reason.EMPTY, "must not be empty");
      return null;
    }
    if (items.size() > limits.entriesMax()) {
      report(pointer, Reason.TOO_LARGE, "has more than " + limits.entriesMax() + " entries");
      return null;
    }
    if (!hasRoomFor(items.size(), pointer)) {
      return null;
    }
    var read = new ArrayList<T>(items.size());
    var seen = new HashSet<T>();
    for (int i = 0; i < items.size(); i++) {
      T value = item.apply(items.get(i), child(pointer, i));
      if (value == null) {
        continue;
      }
      if (seen.add(value)) {
        read.add(value);
      } else {
        report(child(pointer, i), Reason.DUPLICATE, "is there twice");
      }
    }
    return read;
  }

  /// Returns the list that `entry` has under `name`, which may be empty; none where it is absent.
  public <T> List<T> optionalList(
      Obj entry, String name, String at, BiFunction<Json, String, @Nullable T> item) {
    Json json = entry.get(name);
    if (json == null) {
      return List.of();
    }
    List<T> items = list(json, child(at, name), item, true);
    return items == null ? List.of() : items;
  }

  /// Returns whether so many more entries are within what all lists together may have.
  boolean hasRoomFor(int entries, String pointer) {
    entriesRead += entries;
    if (entriesRead > limits.entriesTotalMax()) {
      report(
          pointer,
          Reason.TOO_LARGE,
          "brings the lists to more than " + limits.entriesTotalMax() + " entries together");
      return false;
    }
    return true;
  }

  /// Returns the text of a non-empty string that is within the limit and normal (NFC).
  public @Nullable String text(@Nullable Json json, String pointer) {
    if (!(json instanceof Str(var text))) {
      wrongType(json, pointer, "a string");
      return null;
    }
    if (text.isEmpty()) {
      report(pointer, Reason.EMPTY, "must not be empty");
      return null;
    }
    return isNormal(text, pointer) ? text : null;
  }

  /// Returns whether a string that may be empty is within the limit and normal (NFC).
  boolean isNormal(String text, String pointer) {
    if (text.length() > limits.charsMax()) {
      report(pointer, Reason.TOO_LARGE, "has more than " + limits.charsMax() + " characters");
      return false;
    }
    return isOrReport(NormalForm.text(text), pointer);
  }

  /// Returns whether there is no fault, after reporting the one there is.
  public boolean isOrReport(@Nullable Fault fault, String pointer) {
    if (fault != null) {
      report(pointer, Reason.NOT_NORMAL_FORM, fault.sentence());
    }
    return fault == null;
  }

  /// Returns a whole number from `min` to `max`.
  public @Nullable Integer integer(@Nullable Json json, String pointer, int min, int max) {
    if (!(json instanceof Num(var text))) {
      wrongType(json, pointer, "a whole number");
      return null;
    }
    if (text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return (int) value;
      }
    }
    report(
        pointer, Reason.INVALID_VALUE, "must be a whole number from %s to %s".formatted(min, max));
    return null;
  }

  /// Returns `json` if it is true or false.
  public @Nullable Boolean bool(@Nullable Json json, String pointer) {
    if (json instanceof Json.Bool(var truth)) {
      return truth;
    }
    wrongType(json, pointer, "true or false");
    return null;
  }

  /// Records that something is not there.
  public void missing(String pointer) {
    report(pointer, Reason.MISSING, "must be there");
  }

  private void wrongType(@Nullable Json json, String pointer, String wanted) {
    if (json == null) {
      missing(pointer);
    } else {
      report(pointer, Reason.WRONG_TYPE, "must be " + wanted);
    }
  }
}
