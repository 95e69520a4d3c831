package io.legate.edge;

import io.legate.boundary.Problem;
import io.legate.identity.HopId;
import io.legate.identity.RequestId;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.refusal.RefusedException.Detail;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parameters of requests, brought from text to values. An empty string is absence.
public final class Parameters {

  private Parameters() {}

  /// Returns the text, or null where it is absent.
  public static @Nullable String optional(String text) {
    return text.isEmpty() ? null : text;
  }

  /// Returns a parameter that must be there.
  ///
  /// @throws RefusedException with [Code#INVALID_REQUEST]
  public static String required(String name, @Nullable String text) throws RefusedException {
    if (text == null || text.isEmpty()) {
      throw malformed(name, "missing", "is missing");
    }
    return text;
  }

  /// Returns the `request_id`.
  ///
  /// @throws RefusedException with [Code#INVALID_REQUEST]
  public static RequestId requestId(String text) throws RefusedException {
    RequestId id = RequestId.parse(required("request_id", text));
    if (id == null) {
      throw malformed("request_id", "invalid_value", "must be a UUID of version 7, in lower case");
    }
    return id;
  }

  /// Returns the `task_id`. One that has not the form of one names nothing.
  ///
  /// @throws RefusedException with [Code#INVALID_REQUEST] or [Code#NOT_FOUND]
  public static TaskId taskId(String text) throws RefusedException {
    TaskId id = TaskId.parse(required("task_id", text));
    if (id == null) {
      throw noSuchTask();
    }
    return id;
  }

  /// Returns the `hop_id`, null where it is absent.
  ///
  /// @throws RefusedException with [Code#NOT_FOUND]
  public static @Nullable HopId hopId(String text) throws RefusedException {
    HopId id = text.isEmpty() ? null : HopId.parse(text);
    if (id == null && !text.isEmpty()) {
      throw noSuchTask();
    }
    return id;
  }

  /// Returns the refusal of a task or hop that does not exist, or that the caller has no part in.
  public static RefusedException noSuchTask() {
    return new RefusedException(Code.NOT_FOUND, "there is no such task or hop of the caller's");
  }

  /// Returns the one target that `resource` and `audience` name together, null where they name
  /// none. To name it twice is to name it once.
  ///
  /// @param resource each an absolute URI without fragment (RFC 8707 section 2)
  /// @throws RefusedException with [Code#INVALID_TARGET] if they name several, or one is malformed
  public static @Nullable String target(List<String> resource, List<String> audience)
      throws RefusedException {
    for (String each : resource) {
      if (!isAbsolute(each)) {
        throw new RefusedException(
            Code.INVALID_TARGET, "`resource` must be an absolute URI without fragment");
      }
    }
    var named = new LinkedHashSet<>(audience);
    named.addAll(resource);
    if (named.size() > 1) {
      throw new RefusedException(
          Code.INVALID_TARGET, "`resource` and `audience` may name one target in all");
    }
    return named.isEmpty() ? null : optional(named.getFirst());
  }

  private static boolean isAbsolute(String resource) {
    try {
      var uri = new URI(resource);
      return uri.isAbsolute() && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /// Returns the JSON that a parameter has as text.
  ///
  /// @param code what malformed text is refused with
  public static Json json(String name, String text, Code code) throws RefusedException {
    try {
      return JsonReader.read(text);
    } catch (MalformedJsonException e) {
      String sentence = "is not acceptable JSON: it " + e.getMessage();
      throw new RefusedException(
          code,
          "`" + name + "` " + sentence,
          List.of(new Detail("/" + name, "malformed_json", sentence)));
    }
  }

  /// Returns the refusal of a value with problems.
  ///
  /// @param at where the value stands in the request, such as `/action`; empty for the top
  public static RefusedException refusal(String at, List<Problem> problems) {
    var details =
        problems.stream()
            .map(
                problem ->
                    new Detail(at + problem.pointer(), problem.reason().code(), problem.sentence()))
            .toList();
    var first = details.getFirst();
    return new RefusedException(
        Code.INVALID_REQUEST, "`" + first.pointer() + "` " + first.sentence(), details);
  }

  /// Returns the refusal of a parameter.
  public static RefusedException malformed(String name, String reason, String sentence) {
    return new RefusedException(
        Code.INVALID_REQUEST,
        "`" + name + "` " + sentence,
        List.of(new Detail("/" + name, reason, sentence)));
  }
}
