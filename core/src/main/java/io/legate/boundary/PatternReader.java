package io.legate.boundary;

import io.legate.boundary.Problem.Reason;
import io.legate.json.Json;
import org.jspecify.annotations.Nullable;

/// Reads what a permission, or a removal, is about: actions, locations and resources.
record PatternReader(Reading reading) {

  @Nullable ActionPattern action(Json json, String at) {
    String text = reading.text(json, at);
    ActionPattern action = text == null ? null : ActionPattern.parse(text);
    if (text != null && action == null) {
      reading.report(
          at, Reason.INVALID_VALUE, "must be an action such as `a.b`, or a family such as `a.*`");
    }
    return action;
  }

  @Nullable String location(Json json, String at) {
    String text = reading.text(json, at);
    return text != null && reading.isOrReport(NormalForm.location(text), at) ? text : null;
  }

  @Nullable ResourcePattern resource(Json json, String at) {
    String text = reading.text(json, at);
    return text != null && reading.isOrReport(ResourcePattern.fault(text), at)
        ? ResourcePattern.of(text)
        : null;
  }
}
