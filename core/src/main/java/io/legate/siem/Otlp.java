package io.legate.siem;

import io.legate.inquiry.Inquiry.Match;
import io.legate.inquiry.RecordFacts;
import io.legate.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Records as log records of OpenTelemetry: each a `LogsData` of the OTLP protocol in its JSON
/// form, as the collector's file receiver takes it, one a line.
///
/// The body is the record. The trace is the task: its id has as many bytes. Names of attributes
/// that are ours begin with `legate.`.
public final class Otlp {

  private static final int INFO = 9;
  private static final int WARN = 13;

  private Otlp() {}

  /// Returns the log record of a record.
  public static Json.Obj logs(Match match) {
    var event = match.record().event();
    Json resource =
        Json.Obj.with(
                "attributes",
                new Json.Arr(
                    List.of(
                        attribute("service.name", "legate"),
                        attribute("service.instance.id", Integer.toString(event.node())))))
            .build();
    Json scopeLogs =
        Json.Obj.with("scope", Json.Obj.with("name", "io.legate.record").build())
            .with("logRecords", new Json.Arr(List.of(record(match))))
            .build();
    Json resourceLogs =
        Json.Obj.with("resource", resource)
            .with("scopeLogs", new Json.Arr(List.of(scopeLogs)))
            .build();
    return Json.Obj.with("resourceLogs", new Json.Arr(List.of(resourceLogs))).build();
  }

  private static Json record(Match match) {
    var event = match.record().event();
    RecordFacts facts = match.facts();
    boolean well = facts.decision() == null || facts.decision().equals("allow");
    long nanos = TimeUnit.MILLISECONDS.toNanos(event.at().toEpochMilli());
    var record =
        Json.Obj.with("timeUnixNano", Long.toString(nanos))
            .with("observedTimeUnixNano", Long.toString(nanos))
            .with("severityNumber", well ? INFO : WARN)
            .with("severityText", well ? "INFO" : "WARN")
            .with("eventName", "legate." + Kinds.name(match.record()));
    byte[] body = event.body();
    if (body != null) {
      String text = new String(body, StandardCharsets.UTF_8);
      record.with("body", Json.Obj.with("stringValue", text).build());
    }
    if (facts.task() != null) {
      record.with("traceId", facts.task().toString().replace("-", ""));
    }
    return record.with("attributes", new Json.Arr(attributes(match))).build();
  }

  private static List<Json> attributes(Match match) {
    var event = match.record().event();
    RecordFacts facts = match.facts();
    var attributes = new ArrayList<Json>();
    attributes.add(number("legate.leaf", event.leaf().value()));
    attributes.add(attribute("legate.hash", event.hash().base64Url()));
    add(attributes, "legate.subject", facts.subject());
    add(attributes, "legate.action", facts.action());
    add(attributes, "legate.resource", facts.resource());
    add(attributes, "legate.decision", facts.decision());
    addAll(attributes, "legate.clients", facts.clients());
    addAll(attributes, "legate.approvers", facts.approvers());
    return attributes;
  }

  private static void add(List<Json> to, String key, @Nullable String value) {
    if (value != null) {
      to.add(attribute(key, value));
    }
  }

  private static void addAll(List<Json> to, String key, List<String> values) {
    if (!values.isEmpty()) {
      var texts =
          values.stream().<Json>map(value -> Json.Obj.with("stringValue", value).build()).toList();
      Json array = Json.Obj.with("values", new Json.Arr(texts)).build();
      to.add(
          Json.Obj.with("key", key)
              .with("value", Json.Obj.with("arrayValue", array).build())
              .build());
    }
  }

  private static Json attribute(String key, String value) {
    return Json.Obj.with("key", key)
        .with("value", Json.Obj.with("stringValue", value).build())
        .build();
  }

  /// Numbers of 64 bits are text in the JSON form of protocol buffers.
  private static Json number(String key, long value) {
    return Json.Obj.with("key", key)
        .with("value", Json.Obj.with("intValue", Long.toString(value)).build())
        .build();
  }
}
